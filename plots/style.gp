# ---- where things are: the data stand beside this script, whatever folder it is started from
here = ''
do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq '/') { here = ARG0[1:i] } }
f = here.stem.'.dat'
out = (ARGC >= 1) ? ARG1 : here.stem.ending
S = (ARGC >= 2) ? real(ARG2) : 2    # pixels of a PNG for each of W and H
tail = (strlen(out) > 4) ? out[strlen(out)-3:strlen(out)] : out
has(t) = strstrt(' '.GPVAL_TERMINALS.' ', ' '.t.' ') > 0
# ---- the terminal, by the ending of the output
if (tail eq '.svg') { set terminal svg size W,H dynamic font 'sans,13' background 'white' } else {
if (tail eq '.pdf') { set terminal pdfcairo size W/100.,H/100. font 'sans,9' } else {
if (tail eq '.txt' || out eq '-') { set terminal dumb size 120,40 } else {
if (has('pngcairo')) { set terminal pngcairo size S*W,S*H fontscale S linewidth S pointscale S font 'sans,11' } else {
if (has('png')) { set terminal png size S*W,S*H } else {
if (has('svg')) { set terminal svg size W,H font 'sans,13' background 'white' } } } } } }
if (out ne '-') { set output out }
set encoding utf8
set datafile missing 'NA'
set termoption noenhanced   # labels are text, not markup
# ---- ink, and colours that colour-blind readers can tell apart (Okabe and Ito)
INK = '#222222'; MUTED = '#5f5f5f'; GRID = '#e3e3e3'
BLUE = '#0072B2'; TINT = '#cfe3f1'; RUST = '#B34700'; SAND = '#f3dcc8'
set border 0
set key off
set tics scale 0 textcolor rgb INK
set errorbars 0
set style fill solid 1.0 noborder
# breaks a text into lines of at most n characters
gap(s, k) = (k < 2) ? 0 : ((s[k:k] eq ' ') ? k : gap(s, k-1))
lines(s, n) = (strlen(s) <= n) ? s : (gap(s, n+1) == 0) ? s[1:n]."\n".lines(s[n+1:strlen(s)], n) : s[1:gap(s, n+1)-1]."\n".lines(s[gap(s, n+1)+1:strlen(s)], n)
# a text that goes through a column of labels, where a backslash would mean something
esc(s) = (strstrt(s, '\') == 0) ? s : s[1:strstrt(s, '\')].'\'.esc(s[strstrt(s, '\')+1:strlen(s)])
set label 901 title_text at screen 20./W, screen 1-28./H left textcolor rgb INK font 'sans,15'
set label 903 scenario_text at screen 20./W, screen 1-48./H left textcolor rgb MUTED font 'sans,10'
set label 902 note_text at screen 20./W, screen (4. + 14*NOTE_LINES)/H left textcolor rgb MUTED font 'sans,9'
