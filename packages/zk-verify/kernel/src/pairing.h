/* The optimal ate pairing of BN254 (Vercauteren), and what is prepared for fixed arguments in G2. */
#ifndef PAIRING_H
#define PAIRING_H

#include "constants.h"
#include "tower.h"

/* Homogeneous projective point of the twist: (X/Z, Y/Z). */
typedef struct {
  pair x, y, z;
} twist_point;

typedef struct {
  pair x, y;
} twist_affine;

/* a (y of P) + b (x of P) w + c w^3 */
typedef struct {
  pair a, b, c;
} line;

/* A line divided by a (y of P): 1 + b (x/y of P) w + c (1/y of P) w^3. */
typedef struct {
  pair b, c;
} unit_line;

typedef struct {
  unit_line lines[LINE_COUNT];
} prepared;

/* x/y and 1/y of a point of G1, each in both lanes. 0, 0 for infinity, whose pairing is 1. */
typedef struct {
  pair x_over_y, one_over_y;
} slope;

/* A pair of the Miller loop whose argument in G2 is new; `t` is its accumulator. x, y of P in both lanes. */
typedef struct {
  pair px, py;
  twist_affine q;
  twist_point t;
} moving;

int twist_is_on_curve(const twist_affine *q);
/* The lines of q, which must be in G2. Returns 0 when it is not. */
int prepare(prepared *r, const twist_affine *q);
/* The product of all Miller loops. Returns 0 when the q of a moving pair is not in G2. */
int miller_loop(twelve *r, moving *pairs, int count, const prepared *const *fixed, const slope *points, int fixed_count);
/* r^((p^12 - 1)/order * k), k prime to the order. */
void final_exponentiation(twelve *r);

#endif
