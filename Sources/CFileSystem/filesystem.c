#define _GNU_SOURCE
#include "filesystem.h"

#include <fcntl.h>
#include <stdio.h>

int easement_exchange_names(int folder, const char *first, const char *second) {
  return renameat2(folder, first, folder, second, RENAME_EXCHANGE);
}
