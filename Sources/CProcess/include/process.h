#ifndef EASEMENT_PROCESS_H
#define EASEMENT_PROCESS_H

/// Makes the allocator take memory in large pieces and keep what is freed: a short run that gives pages back to the
/// kernel only has to ask for them again.
void easement_keep_memory(void);

/// How many words the system started this process with, its own name included; -1 where that is not known.
int easement_argument_count(void);

/// One of them; NULL for any other number.
const char *easement_argument(int index);

/// The processors that this process may use: fewer than there are under `taskset` or in a container with some of them.
int easement_processor_count(void);

/// Whether `count` threads can be started at the same time. Dispatch tries for ever where one cannot.
int easement_can_start_threads(int count);

/// Whether threads show under `/proc`, where Dispatch looks at those it has started, and ends the process if it cannot.
int easement_can_watch_threads(void);

/// Whether this was built with a sanitizer, whose shadow memory takes more addresses than a limit would leave it.
int easement_is_sanitized(void);

#endif
