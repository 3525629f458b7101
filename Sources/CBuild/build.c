#include "build.h"

#ifndef EASEMENT_COMMIT
#define EASEMENT_COMMIT ""
#endif

const char *easement_build_commit(void) { return EASEMENT_COMMIT; }
