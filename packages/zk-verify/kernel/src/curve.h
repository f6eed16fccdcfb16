/* G1: y^2 = x^3 + 3. Every operation processes two points, one in each lane. */
#ifndef CURVE_H
#define CURVE_H

#include "field.h"
#include "pairing.h"

/* Two points in homogeneous projective coordinates, (X/Z, Y/Z). Infinity is (0, 1, 0). */
typedef struct {
  pair x, y, z;
} points;

typedef struct {
  pair x, y;
} affine_points;

points points_infinity(void);
points points_from(const affine_points *p);
/*
 * Complete formulas, correct for all inputs (Renes, Costello, Batina, "Complete addition formulas", algorithms 7 to 9).
 */
void points_add(points *r, const points *p, const points *q);
void points_add_affine(points *r, const points *p, const affine_points *q);
void points_double(points *r, const points *p);
/* p with its lanes exchanged. */
points points_swap(const points *p);
/* Lane 0 of p and lane 1 of q. */
points points_join(const points *p, const points *q);

BOUNDS_ONLY(INLINE points points_widest(const points *p, const points *q) {
  points r = {pair_widest(p->x, q->x), pair_widest(p->y, q->y), pair_widest(p->z, q->z)};
  return r;
})

int affine_lane_is_on_curve(const affine_points *p, int lane);
/* x/z and y/z of `count` points; infinity gives 0, 0. `scratch` has room for `count` pairs. */
void points_normalise(affine_points *r, const points *p, int count, pair *scratch);
/* x/y and 1/y of both lanes. */
void points_slopes(slope *left, slope *right, const points *p);

/* ---- sums of fixed bases times scalars: combs of eight teeth, two bases in the lanes ---- */

#define COMB_TEETH 8
#define COMB_SPACING 32
#define COMB_ENTRIES (1 << COMB_TEETH)

/* Entry i holds the sum of the teeth 2^(32 k) base whose bit k is set in i; entry 0 is unused. */
typedef struct {
  affine_points entry[COMB_ENTRIES];
} comb;

/* `work` has room for COMB_ENTRIES points, `scratch` for as many pairs. */
void comb_prepare(comb *r, const affine_points *bases, points *work, pair *scratch);
/* The sum over all combs and both lanes, in both lanes of r. A scalar is eight 32-bit words; every comb has two. */
points comb_sum(const comb *combs, int count, const unsigned int *scalars);

#endif
