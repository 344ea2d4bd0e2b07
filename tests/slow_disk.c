/* A slow and stale network folder: loaded before a program with LD_PRELOAD, it delays and fails calls on some paths.

   ICEBOXER_SLOW_FOLDER   the folder to which this applies
   ICEBOXER_SLOW_US       delay of each call in microseconds
   ICEBOXER_SLOW_FAILS    fail every n-th call, never two in a row (0: none)
   ICEBOXER_SLOW_ERRNO    with this error
   ICEBOXER_SLOW_CALLS    only these calls: a string with o (open), s (stat), r (rename), w (write), f (fsync) */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int number(const char *name) {
    const char *text = getenv(name);
    return text ? atoi(text) : 0;
}

/* Return whether a call on this path must fail now; wait before. */
static int fails(char call, const char *path) {
    static int counted;
    const char *folder = getenv("ICEBOXER_SLOW_FOLDER"), *calls = getenv("ICEBOXER_SLOW_CALLS");
    if (!folder || !path || !strstr(path, folder) || (calls && !strchr(calls, call))) return 0;
    usleep((useconds_t)number("ICEBOXER_SLOW_US"));
    int each = number("ICEBOXER_SLOW_FAILS");
    if (each && __sync_add_and_fetch(&counted, 1) % each == 0) {
        errno = number("ICEBOXER_SLOW_ERRNO");
        return 1;
    }
    return 0;
}

static int fails_open_file(char call, int file) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return fails(call, path);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define OPENING(name)                                            \
    int name(const char *path, int flags, ...) {                 \
        va_list more;                                            \
        va_start(more, flags);                                   \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; \
        va_end(more);                                            \
        if (fails('o', path)) return -1;                         \
        return NEXT(name)(path, flags, mode);                    \
    }
OPENING(open)
OPENING(open64)

#define STATING(name, type)                        \
    int name(const char *path, struct type *found) { \
        if (fails('s', path)) return -1;           \
        return NEXT(name)(path, found);            \
    }
STATING(stat, stat)
STATING(stat64, stat64)
STATING(lstat, stat)
STATING(lstat64, stat64)

int rename(const char *from, const char *to) {
    if (fails('r', to)) return -1;
    return NEXT(rename)(from, to);
}

ssize_t write(int file, const void *data, size_t size) {
    if (file > 2 && fails_open_file('w', file)) return -1;
    return NEXT(write)(file, data, size);
}

int fsync(int file) {
    if (fails_open_file('f', file)) return -1;
    return NEXT(fsync)(file);
}
