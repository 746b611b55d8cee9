# Costs over four decades, from what `bench PROGRAM ROOT 1 decades` printed:
#     gnuplot -e "from='decades.dat'; to='decades.png'" tests/bench/decades.gp
set terminal pngcairo size 760,560 font "sans,11"
set output to
set datafile commentschars "#M"
set logscale xy
set format x "10^{%T}"
set xlabel "runs, worlds or positions"
set ylabel "nanoseconds for each"
set xrange [50:2e7]
set yrange [1:1e4]
set key below reverse Left
set grid lc rgb "#dddddd"
of(what) = (strcol(1) eq what ? $4 : NaN)
plot from using 2:(of("settled")) with linespoints lw 2 pt 7 lc rgb "#0072b2" title "runs, counted (T60)", \
     from using 2:(of("walked")) with linespoints lw 2 pt 5 lc rgb "#d55e00" title "runs, walked (crossroads.yaml)", \
     from using 2:(of("worlds")) with linespoints lw 2 pt 9 lc rgb "#009e73" title "worlds (rollback)", \
     from using 2:(of("positions")) with linespoints lw 2 pt 13 lc rgb "#cc79a7" title "positions (exact)"
