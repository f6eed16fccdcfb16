/* Multiplication of a batch's points by its random coefficients. */
#ifndef MSM_H
#define MSM_H

#include "curve.h"

/*
 * A coefficient is u + lambda*v with u, v of 64 bits, where lambda is the eigenvalue of (x, y) -> (CUBE_ROOT x, y).
 * Different (u, v) are different coefficients, so there are 2^128 of them.
 */
typedef struct {
  unsigned long long u, v;
} coefficient;

#define STRAUS_ENTRIES 16

/* Entry i + 4j contains i P + j phi(P), 0 <= i, j < 4, for a point in each lane. */
typedef struct {
  points entry[STRAUS_ENTRIES];
} straus_table;

void straus_prepare(straus_table *r, const affine_points *p);
/* A multiple in each lane. */
points straus_multiply(const straus_table *table, const coefficient *left, const coefficient *right);
/* The sum of all multiples, in both lanes. Every table has two coefficients. */
points straus_sum(const straus_table *tables, int count, const coefficient *coefficients);

#endif
