# Errors by the time they take, from what `bench PROGRAM ROOT 1 errors` printed:
#     gnuplot -e "from='errors.dat'; to='errors.png'" tests/bench/errors.gp
set terminal pngcairo size 760,560 font "sans,11"
set output to
set datafile commentschars "#M"
set logscale xy
set format x "10^{%T}"
set xlabel "seconds of processor time"
set ylabel "error of a share, in points (standard deviation over 20 seeds)"
set key above reverse Left maxrows 3
set grid lc rgb "#dddddd"
of(what) = (strcol(1) eq what ? $4 : NaN)
plot from using 3:(of("random")) with linespoints lw 2 pt 7 lc rgb "#999999" title "exact in each world, worlds at random", \
     from using 3:(of("gsl")) with linespoints lw 2 pt 5 lc rgb "#d55e00" title "the readable engine, a world a run", \
     from using 3:(of("numpy")) with linespoints lw 2 pt 9 lc rgb "#009e73" title "numpy, a world a run", \
     from using 3:(of("sobol")) with linespoints lw 2 pt 13 lc rgb "#0072b2" title "exact in each world, Sobol's worlds", \
     from using 3:(of("planned")) with points pt 6 ps 2.5 lw 2 lc rgb "black" title "run, as it is called without options"
