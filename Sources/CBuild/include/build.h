#pragma once

/// The commit that the program was built from, `-dirty` behind it if the work tree had changes; empty when whoever built
/// it did not say.
const char *easement_build_commit(void);
