#define _GNU_SOURCE
#include "filesystem.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <unistd.h>

// Atomic, since a handler runs on any thread; free of locks, which a handler may not take.
static atomic_int is_deferring;
static atomic_int deferred_signal;
_Static_assert(ATOMIC_INT_LOCK_FREE == 2, "handlers may not wait");

/// Ends the process by the signal itself, so that whoever waits for it sees what happened.
static void end_by(int number) {
  static const char line[] = "easement: interrupted\n";
  ssize_t ignored = write(STDERR_FILENO, line, sizeof line - 1);
  (void)ignored;
  signal(number, SIG_DFL);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, number);
  raise(number);
  sigprocmask(SIG_UNBLOCK, &only, NULL);
}

static void on_signal(int number) {
  if (is_deferring) {
    deferred_signal = number;
  } else {
    end_by(number);
  }
}

void easement_announce_interruptions(void) {
  static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
  for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) {
    struct sigaction known;
    if (sigaction(numbers[index], NULL, &known) == 0 && known.sa_handler == SIG_IGN) continue;
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(numbers[index], &action, NULL);
  }
}

void easement_defer_interruptions(int on) {
  is_deferring = on;
  if (!on && deferred_signal) end_by(deferred_signal);
}

int easement_deferred_interruption(void) { return deferred_signal; }
