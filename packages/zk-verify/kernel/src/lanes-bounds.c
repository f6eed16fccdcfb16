#include "lanes.h"

double largest_digit, largest_product, largest_column, balanced = 0x1p50;

EXPORT(seen_digit) double seen_digit(void) { return largest_digit; }
EXPORT(seen_product) double seen_product(void) { return largest_product; }
EXPORT(seen_column) double seen_column(void) { return largest_column; }
/* Raises the assumed magnitude of balanced digits, so that a test can check that the analysis reports it. */
EXPORT(loosen) void loosen(double magnitude_of_balanced) { balanced = magnitude_of_balanced; }

void *memcpy(void *to, const void *from, unsigned long bytes) {
  char *t = to;
  const char *f = from;
  while (bytes--) *t++ = *f++;
  return to;
}
