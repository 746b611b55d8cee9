#!/usr/bin/env python3
"""What is banned from the C code, each with its reason. Comments and strings do not count. Argument: the C compiler."""
import re
import subprocess
import sys

from source import code, files, finish, line_of, read

NOT_A_MEMBER = r"(?<![\w.])(?<!->)"


def call(names):
    """A call of one of the functions, not of a member or of a longer name."""
    return rf"{NOT_A_MEMBER}(?:{names})\s*\("


LIBM = (
    "exp|exp2|exp10|expm1|log|log2|log10|log1p|logb|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|"
    "cbrt|hypot|erf|erfc|tgamma|lgamma|lgamma_r|j0|j1|jn|y0|y1|yn|sincos"
)

# (what is searched, where it is allowed (regex of the path) or None, why it is banned, a line that must be found)
RULES = [
    (call("strcpy|strcat|stpcpy|wcscpy|wcscat"), None,
     "writes past the end without a word; use buf, or snprintf", "strcpy(a, b);"),
    (call("strncpy|strncat"), r"tests/",
     "leaves no NUL behind a full one, or counts the wrong end; use buf, or snprintf", "strncpy(a, b, 3);"),
    (call("sprintf|vsprintf|gets"), None, "does not know the size of what it writes to; use snprintf", "n = sprintf(a, f);"),
    (call("atoi|atol|atoll|atof"), None, "cannot say that there was no number; use base/num", "x = atof(s);"),
    (call("scanf|fscanf|sscanf|vscanf|vfscanf|vsscanf"), None,
     "overflow is undefined and %lf follows the locale; use base/num", "sscanf(s, f, &x);"),
    (call("strto(?:d|f|ld|l|ul|ll|ull|imax|umax|q)"), r"src/base/num|tests/",
     "follows the locale, takes nan and 0x1p3, and strtoull(\"-1\") is 2^64-1; use base/num", "x = strtod(s, &e);"),
    (call("setlocale|uselocale|newlocale"), r"tests/",
     "one call, and 0.25 is read as 0 under de_DE; the program stays in the C locale", "setlocale(LC_ALL, \"\");"),
    (call("system|popen|wordexp"), None, "a shell reads what an author wrote; use posix_spawn with a list", "system(s);"),
    (call("tmpnam|tempnam|mktemp|tmpfile"), None, "another program can take the name first; the seam writes files", "mktemp(s);"),
    (call("rand|srand|rand_r|random|srandom|drand48|lrand48|mrand48|erand48|srand48"), None,
     "another stream on every system; use luck/stream", "x = rand() % 6;"),
    (call("alloca|__builtin_alloca"), None, "a large number in a file ends the stack without a word", "p = alloca(n);"),
    (call("malloc|calloc|realloc|reallocarray|free|aligned_alloc|posix_memalign|memalign|strdup|strndup|asprintf|vasprintf|"
          "getline|getdelim|open_memstream"), r"src/base/seam\.c|tests/",
     "only the seam allocates, so that a test can fail the k-th call", "p = malloc(3);"),
    (call("open"), r"src/base/seam\.c|src/cli/main\.c|tests/",
     "only the seam knows files (cli/main: the three streams, before anything else)", "int f = open(p, 0);"),
    (call("fopen|fdopen|freopen|openat|creat|read|pread|write|pwrite|writev|rename|renameat|link|unlink|unlinkat|remove|"
          "fsync|fdatasync|truncate|ftruncate|mkstemp|mmap|fread|fwrite|fgets|fclose"), r"src/base/seam\.c|src/cli/interrupt\.c|tests/",
     "only the seam knows files, so that a test can fail the k-th call and files are written whole (cli/interrupt: a last word)", "FILE *f = fopen(p, m);"),
    (call("time|clock|clock_gettime|gettimeofday|localtime|localtime_r|gmtime|strftime"), r"src/base/seam\.c|tests/",
     "no result may depend on the time of day; cr_seam_clock is for limits and progress", "t = time(NULL);"),
    (call("printf|vprintf|puts|putchar|fprintf|vfprintf|fputs|fputc|putc|perror|exit|_exit|_Exit|quick_exit|atexit"),
     r"src/cli/|src/base/seam\.c|tests/", "nothing below cli prints or exits", "fprintf(stderr, s);"),
    (call("abort"), r"src/base/arena\.c|tests/", "a library does not end its caller (arena: nobody was there to catch)", "abort();"),
    (r"\b(?:sig)?(?:setjmp|longjmp)\b|\b(?:sig)?jmp_buf\b", r"src/base/arena\.c|tests/",
     "shortage of memory unwinds by cr_try; a buffer that is copied has no meaning, and locals would have to be volatile",
     "memcpy(&before, at, sizeof(jmp_buf));"),
    (r"\bstr\w*(?:cmp|str)\s*\([^;]*?\b(?:fault|trouble)\w*(?:\.|->)text\b", r"tests/",
     "a fault has a status: its sentence is for people", 'if (!strcmp(fault->text, "x"))'),
    (r"\byaml_parser_load\b|\byaml_document_\w+", None,
     "quadratic in anchors (100,000 take 14 s), and leaks when memory is short; read events", "yaml_parser_load(&p, &d);"),
    (r"\byaml_emitter_\w+|\byaml_\w+_event_initialize\b", None,
     "the part of libyaml with the known bugs; write through write/escape", "yaml_emitter_initialize(&e);"),
    (r"\b(?:gsl|GSL)_(?!VERSION)\w+", r"src/(?:numeric|luck|engine/reference)/|tests/",
     "only one room calls GSL, and watches what it complains of (luck, and the reference engine: generators and draws)",
     "x = gsl_sf_erf(1);"),
    (r"\bgsl_ran_(?!\w+_pdf\b)\w+", r"src/engine/reference/gsl\.c|tests/",
     "returns nonsense for bad parameters, and poisson(1e300) never returns; use random/dist (the readable engine looks first)", "x = gsl_ran_gamma(r, a, b);"),
    (r"\bgsl_cdf_(?!ugaussian)\w+_[PQ]inv\b", r"tests/",
     "NaN and wrong digits in ordinary places: beta(2000, 30); use random/quantile", "x = gsl_cdf_beta_Pinv(u, a, b);"),
    (r"\bgsl_set_error_handler\w*", r"src/numeric/trouble\.c|tests/",
     "one handler for the process, set once", "gsl_set_error_handler_off();"),
    (r"\bgsl_rng\w*", r"src/luck/|src/numeric/cube\.|src/engine/reference/gsl\.c|tests/",
     "one room knows generators: draw from a struct cr_luck (the readable engine has a gsl_rng of its own, and GSL integrates with one)", "gsl_rng *r;"),
    (r"#\s*pragma\s+omp\b", None,
     "OpenMP's reduction changes the last digits with the number of threads, and its runtime exits by itself",
     "#pragma omp parallel for reduction(+ : x)"),
    (r"\bMPI_SUM\b", None, "sums doubles in an order that depends on the ranks; gather blocks and add them in order",
     "MPI_Reduce(&a, &b, 1, MPI_DOUBLE, MPI_SUM, 0, c);"),
    (call(f"(?:{LIBM})[fl]?"), r"src/base/fmath|src/random/|tests/",
     "glibc gives other last bits on other processors; use base/fmath", "y = pow(x, 2);"),
    (r"\blong\s+double\b", r"tests/", "80 bits on one machine, 64 or 128 on the next", "long double x;"),
    (r"\bgoto\s+\*|\b__attribute__\s*\(\(\s*constructor", None, "not what a reader expects", "goto *p;"),
    (r'pragma\s+(?:GCC|clang)\s+diagnostic\s+ignored', r"tests/fuzz/", "warnings are mended, not switched off",
     '#pragma GCC diagnostic ignored "-Wvla"'),
]

INNOCENT = """
/* strcpy(a, b); malloc(3) */ // sprintf(x) and fopen("x")
const char *s = "strtod(x), free(p), printf(\\"a\\")"; char c = '"'; /* " */ int k = cr_exp(2);
p->free(q); writer.write(x); cr_seam_free(m); my_malloc(3); x = fabs(sqrt(floor(y))); v->log(2);
snprintf(b, n, "%d", 3); vsnprintf(b, n, f, a); int exponent = expo(3), timer = cr_time(3);
cr_fmath_pow(x, 2); reopen(f); fmax(a, b); ldexp(a, 3); nextafter(a, b); strtodate(x);
"""

# Flags that would break the promise of equal bits, in any meson.build.
FLAGS = [
    (r"-ffast-math|-Ofast|-funsafe-math|-fassociative-math|-ffinite-math-only", "results must be the same bits everywhere"),
    (r"-march=native|-mtune=native", "a release runs on other machines than the one it was built on"),
    (r"-fopenmp", "threads live in engine/parallel.c"),
]


def check(path, text):
    text = code(text)
    return [
        f"{path}:{line_of(text, match.start())}: {match.group(0).strip(' (')}: {why}"
        for pattern, allowed, why, _ in RULES
        if not (allowed and re.match(allowed, path))
        for match in re.finditer(pattern, text)
    ]


def check_flags(path, text):
    text = re.sub(r"#.*", "", text)
    return [
        f"{path}:{line_of(text, match.start())}: {match.group(0)}: {why}"
        for pattern, why in FLAGS
        for match in re.finditer(pattern, text)
    ]


def vla_is_refused(compiler):
    """Whether the warning that the build switches on finds an array of variable length."""
    text = "int f(int n);\nint f(int n) { int a[n]; a[0] = n; return a[0]; }\n"
    command = [*compiler, "-std=c17", "-Wvla", "-Werror", "-fsyntax-only", "-x", "c", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=300, check=False)
    return done.returncode != 0 and "vla" in done.stderr


def self_test(compiler):
    failures = []
    for pattern, allowed, _, plant in RULES:
        if not any(re.search(pattern, line) for line in code("int f;\n" + plant).splitlines()):
            failures.append(f"not found: {plant}")
        if not check("src/engine/a.c", plant):
            failures.append(f"not reported in src/engine/a.c: {plant}")
        if allowed and re.match(allowed, "src/engine/a.c"):
            failures.append(f"allowed everywhere: {plant}")
    failures += [f"wrongly found: {line}" for line in check("src/engine/a.c", INNOCENT)]
    for plant in ("c_args: '-ffast-math'", "'-march=native'", "'-fopenmp'"):
        if not check_flags("meson.build", plant):
            failures.append(f"not found: {plant}")
    if check_flags("meson.build", "'-fno-fast-math' # never -ffast-math"):
        failures.append("wrongly found: -fno-fast-math")
    if not vla_is_refused(compiler):
        failures.append("-Wvla does not refuse an array of variable length")
    return failures


def main():
    compiler = sys.argv[1:] or ["cc"]
    problems = []
    for file in files(".c", ".h", ".def"):
        problems += check(str(file), read(file))
    for file in files("meson.build"):
        problems += check_flags(str(file), read(file))
    if not re.search(r"'-Wvla'", read("meson.build")):
        problems.append("meson.build: -Wvla is gone: a large number in a file would end the stack without a word")
    finish("banned", problems, self_test(compiler))


main()
