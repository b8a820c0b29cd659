/* A slow disk that remembers only what was forced to it: preloaded into the server by powercut.py.

   Each fsync and fdatasync of a file under POWERCUT_FROM waits up to POWERCUT_SLOW microseconds, is done, and copies the
   file to POWERCUT_TO; of a folder, its names, to .names there. What is there when the process is killed is what a power
   cut leaves at least. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static void make_folders(char *path)
{
    for (char *at = strchr(path + 1, '/'); at; at = strchr(at + 1, '/')) {
        *at = 0;
        mkdir(path, 0700);
        *at = '/';
    }
}

static void copy(const char *from, int to)
{
    static char buffer[1 << 20];
    int source = open(from, O_RDONLY | O_CLOEXEC);
    ssize_t length;
    while (source >= 0 && (length = read(source, buffer, sizeof buffer)) > 0)
        if (write(to, buffer, length) != length)
            abort();
    close(source);
}

static void list(const char *folder, int to)
{
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));)
        dprintf(to, "%s\n", entry->d_name);
    if (entries)
        closedir(entries);
}

static void keep(int fd)
{
    const char *from = getenv("POWERCUT_FROM"), *to = getenv("POWERCUT_TO");
    char link[64], path[4096], target[4096], partial[4200];
    struct stat status;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (!from || !to || length < 0 || fstat(fd, &status))
        return;
    path[length] = 0;
    if (strncmp(path, from, strlen(from)) || strstr(path, " (deleted)"))
        return;
    int folder = S_ISDIR(status.st_mode);
    snprintf(target, sizeof target, "%s%s%s", to, path + strlen(from), folder ? "/.names" : "");
    snprintf(partial, sizeof partial, "%s.partial", target);
    make_folders(partial);
    int out = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (out < 0)
        abort();
    if (folder)
        list(path, out);
    else
        copy(path, out);
    close(out);
    rename(partial, target);
}

static int force(int fd, const char *name)
{
    int (*real)(int) = dlsym(RTLD_NEXT, name);
    const char *slow = getenv("POWERCUT_SLOW");
    if (slow && atoi(slow))
        usleep(random() % atoi(slow));
    int result = real(fd);
    pthread_mutex_lock(&one_at_a_time);
    if (!result)
        keep(fd);
    pthread_mutex_unlock(&one_at_a_time);
    return result;
}

int fsync(int fd) { return force(fd, "fsync"); }

int fdatasync(int fd) { return force(fd, "fdatasync"); }
