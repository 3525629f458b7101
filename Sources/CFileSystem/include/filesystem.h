#ifndef EASEMENT_FILESYSTEM_H
#define EASEMENT_FILESYSTEM_H

/// Exchanges two names in the folder that is open as `folder`, in one step: either both have changed places or neither has.
/// Returns 0, or -1 with errno set. Linux only; some file systems refuse (EINVAL, EXDEV).
int easement_exchange_names(int folder, const char *first, const char *second);

/// From now on SIGINT, SIGTERM and SIGHUP end the process with a line on standard error. Those that are ignored stay so.
void easement_announce_interruptions(void);

/// While on, such a signal is only kept; turning it off ends the process if one has come.
void easement_defer_interruptions(int on);

/// The signal that came while they were deferred, or 0.
int easement_deferred_interruption(void);

#endif
