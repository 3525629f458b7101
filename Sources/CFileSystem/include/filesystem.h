#ifndef EASEMENT_FILESYSTEM_H
#define EASEMENT_FILESYSTEM_H

/// Exchanges two paths in one step: either both have changed places or neither has.
/// Returns 0, or -1 with errno set. Linux only; some file systems refuse (EINVAL, EXDEV).
int easement_exchange_paths(const char *first, const char *second);

/// Waits until everything written to the file system of `descriptor` is on disk. Returns 0, or -1 with errno set.
int easement_sync_filesystem(int descriptor);

#endif
