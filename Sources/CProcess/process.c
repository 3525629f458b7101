#define _GNU_SOURCE
#include "process.h"

#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>

void easement_keep_memory(void) {
  mallopt(M_TOP_PAD, 16 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
}
#else
void easement_keep_memory(void) {}
#endif

static int argument_count = -1;
static char **arguments;

#ifdef __GLIBC__
// glibc hands the words of `main` to each of these, in programs that are linked statically as well.
__attribute__((constructor)) static void keep_arguments(int count, char **words) {
  argument_count = count;
  arguments = words;
}
#endif

int easement_argument_count(void) { return argument_count; }

const char *easement_argument(int index) {
  return index >= 0 && index < argument_count ? arguments[index] : NULL;
}

int easement_processor_count(void) {
#ifdef __linux__
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (int)count : 1;
}

int easement_can_watch_threads(void) {
#ifdef __linux__
  return access("/proc/self/stat", R_OK) == 0;
#else
  return 1;
#endif
}

static void *wait_for(void *mutex) {
  pthread_mutex_lock(mutex);
  pthread_mutex_unlock(mutex);
  return NULL;
}

int easement_can_start_threads(int count) {
  pthread_t *threads = calloc(count, sizeof *threads);
  if (!threads) return 0;
  pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&mutex);
  int started = 0;
  while (started < count && pthread_create(&threads[started], NULL, wait_for, &mutex) == 0) started++;
  pthread_mutex_unlock(&mutex);
  for (int index = 0; index < started; index++) pthread_join(threads[index], NULL);
  free(threads);
  return started == count;
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EASEMENT_HAS_ADDRESS_SANITIZER 1
#endif
#if __has_feature(thread_sanitizer)
#define EASEMENT_HAS_THREAD_SANITIZER 1
#endif
#endif

#if defined(EASEMENT_HAS_ADDRESS_SANITIZER) || defined(EASEMENT_HAS_THREAD_SANITIZER)
int easement_is_sanitized(void) { return 1; }
#else
int easement_is_sanitized(void) { return 0; }
#endif

// Options of sanitizers stand here and not in the environment, which not every child inherits.

#ifdef EASEMENT_HAS_ADDRESS_SANITIZER
// Graphviz frees little, and Swift keeps metadata for good: leaks say nothing about this program.
__attribute__((visibility("default"))) const char *__asan_default_options(void) { return "detect_leaks=0"; }

// Key paths through optionals copy a value onto itself, shifted, inside Swift's own library.
__attribute__((visibility("default"))) const char *__asan_default_suppressions(void) {
  return "interceptor_via_fun:*KeyPath*_projectReadOnly*\n";
}
#endif

#ifdef EASEMENT_HAS_THREAD_SANITIZER
// Subprocess keeps what it waits for behind Mutexes of Synchronization, whose locking inside Swift's own library the
// sanitizer does not see.
__attribute__((visibility("default"))) const char *__tsan_default_suppressions(void) {
  return "race:s10Subprocess\n";
}
#endif
