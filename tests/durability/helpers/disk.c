/*
 * What a process does to its SQLite files, seen at the last place before the kernel. Preloaded into
 * a bot it can do three things, each asked for by a variable:
 *   DISK_LOG=<file>             every write, truncation and sync of a database is appended there,
 *                               with its bytes: from it the disk of any moment can be made again
 *   DISK_DIE=<op> <n> <when> <part of path>
 *                               SIGKILL at the n-th `write` or `sync` of such a file: `before` it,
 *                               `after` it, or `half`-way (half of the bytes are written)
 *   DISK_FULL=<file>            while that file exists, no database can be written: ENOSPC
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS 4096
static char paths[FDS][512];
static int log_fd = -2;
static long counted = 0;

static int is_database(const char *path) {
  return strstr(path, ".db") != NULL && strstr(path, "-shm") == NULL;
}

static void note(const char *op, int fd, off_t offset, const void *bytes, size_t length) {
  if (log_fd == -2) {
    const char *file = getenv("DISK_LOG");
    log_fd = file ? (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
  }
  if (log_fd < 0) return;
  char head[700];
  int size = snprintf(head, sizeof head, "%s %lld %zu %s\n", op, (long long)offset,
                      bytes ? length : 0, paths[fd]);
  struct iovec parts[2] = {{head, (size_t)size}, {(void *)bytes, bytes ? length : 0}};
  syscall(SYS_writev, log_fd, parts, 2);
}

/* The moment of death, or NULL; counts only what it is asked to count. */
static const char *death(const char *op, int fd) {
  static char wanted[16], when[16], part[256];
  static long at = -1;
  if (at == -1) {
    const char *spec = getenv("DISK_DIE");
    at = 0;
    if (spec) sscanf(spec, "%15s %ld %15s %255s", wanted, &at, when, part);
  }
  if (at == 0 || strcmp(op, wanted) != 0 || strstr(paths[fd], part) == NULL) return NULL;
  return ++counted == at ? when : NULL;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static int is_full(void) {
  const char *file = getenv("DISK_FULL");
  return file && syscall(SYS_faccessat, AT_FDCWD, file, F_OK) == 0;
}

static int ours(int fd) { return fd >= 0 && fd < FDS && paths[fd][0] != 0; }

static int opened(int fd, const char *path, int flags) {
  if (fd < 0 || fd >= FDS) return fd;
  paths[fd][0] = 0;
  if (is_database(path)) {
    strncpy(paths[fd], path, sizeof paths[fd] - 1);
    if (flags & O_TRUNC) note("truncate", fd, 0, NULL, 0);
  }
  return fd;
}

#define OPEN(name)                                                          \
  int name(const char *path, int flags, ...) {                              \
    va_list rest;                                                           \
    va_start(rest, flags);                                                  \
    int mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, int) : 0;     \
    va_end(rest);                                                           \
    int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, #name);          \
    return opened(real(path, flags, mode), path, flags);                    \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  int (*real)(int) = dlsym(RTLD_NEXT, "close");
  if (fd >= 0 && fd < FDS) paths[fd][0] = 0;
  return real(fd);
}

static ssize_t put(ssize_t (*real)(int, const void *, size_t, off_t), int fd, const void *bytes,
                   size_t length, off_t offset) {
  if (!ours(fd)) return real(fd, bytes, length, offset);
  if (is_full()) {
    errno = ENOSPC;
    return -1;
  }
  const char *when = death("write", fd);
  if (when && strcmp(when, "before") == 0) die();
  if (when && strcmp(when, "half") == 0) {
    real(fd, bytes, length / 2, offset);
    die();
  }
  ssize_t done = real(fd, bytes, length, offset);
  if (done > 0) note("write", fd, offset, bytes, (size_t)done);
  if (when) die();
  return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  return put(dlsym(RTLD_NEXT, "pwrite"), fd, bytes, length, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  return put(dlsym(RTLD_NEXT, "pwrite64"), fd, bytes, length, offset);
}

static int sync_of(int (*real)(int), int fd) {
  if (!ours(fd)) return real(fd);
  const char *when = death("sync", fd);
  if (when && strcmp(when, "before") == 0) die();
  int done = real(fd);
  if (done == 0) note("sync", fd, 0, NULL, 0);
  if (when) die();
  return done;
}
int fsync(int fd) { return sync_of(dlsym(RTLD_NEXT, "fsync"), fd); }
int fdatasync(int fd) { return sync_of(dlsym(RTLD_NEXT, "fdatasync"), fd); }

static int cut(int (*real)(int, off_t), int fd, off_t length) {
  int done = real(fd, length);
  if (done == 0 && ours(fd)) note("truncate", fd, length, NULL, 0);
  return done;
}
int ftruncate(int fd, off_t length) { return cut(dlsym(RTLD_NEXT, "ftruncate"), fd, length); }
int ftruncate64(int fd, off64_t length) { return cut(dlsym(RTLD_NEXT, "ftruncate64"), fd, length); }
