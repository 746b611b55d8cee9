/* Runs a fuzz target on files that are there already, so that what was found once stays found.
 * Arguments: files, or folders whose files are taken (not those of folders inside). */
#include "target.h"

#include "base/seam.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

static size_t n_run;

static int run_file(const char *path)
{
    char problem[256], *bytes;
    size_t n;

    if (cr_seam_read(path, (size_t)1 << 24, &bytes, &n, problem) != CR_OK) {
        printf("%s: %s\n", path, problem);
        return 0;
    }
    LLVMFuzzerTestOneInput((const uint8_t *)bytes, n);
    cr_seam_free(bytes);
    n_run++;
    return 1;
}

static int run_folder(const char *path)
{
    DIR *folder = opendir(path);
    char whole[4096];
    int good = 1;

    if (!folder)
        return run_file(path);
    for (struct dirent *entry; (entry = readdir(folder));) {
        snprintf(whole, sizeof whole, "%s/%s", path, entry->d_name);
        DIR *inner = opendir(whole);
        if (inner)
            closedir(inner);
        else
            good &= run_file(whole);
    }
    closedir(folder);
    return good;
}

int main(int argc, char **argv)
{
    int good = 1;

    LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc; i++)
        good &= run_folder(argv[i]);
    printf("%zu inputs\n", n_run);
    return !(good && n_run > 0);
}
