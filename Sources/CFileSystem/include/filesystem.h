#ifndef EASEMENT_FILESYSTEM_H
#define EASEMENT_FILESYSTEM_H

/// Exchanges two paths in one step: either both have changed places or neither has.
/// Returns 0, or -1 with errno set. Linux only; some file systems refuse (EINVAL, EXDEV).
int easement_exchange_paths(const char *first, const char *second);

#endif
