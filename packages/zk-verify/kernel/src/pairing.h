/* The optimal ate pairing of BN254 (Vercauteren), with prepared lines for fixed arguments in G2. */
#ifndef PAIRING_H
#define PAIRING_H

#include "constants.h"
#include "tower.h"

/* A point of the twist in homogeneous projective coordinates, (X/Z, Y/Z). */
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

/* A line divided by a (y of P), which is 1 + b (x/y of P) w + c (1/y of P) w^3. */
typedef struct {
  pair b, c;
} unit_line;

typedef struct {
  unit_line lines[LINE_COUNT];
} prepared;

/* x/y and 1/y of a point of G1, each in both lanes. Infinity is 0, 0, and its pairing is 1. */
typedef struct {
  pair x_over_y, one_over_y;
} slope;

/* A pair of the Miller loop with a new argument in G2. `t` is its accumulator. x and y of P are in both lanes. */
typedef struct {
  pair px, py;
  twist_affine q;
  twist_point t;
} moving;

int twist_is_on_curve(const twist_affine *q);
/* Prepares the lines of q. Returns 0 if q is not in G2. */
int prepare(prepared *r, const twist_affine *q);
/* The product of all Miller loops. Returns 0 if the q of a moving pair is not in G2. */
int miller_loop(twelve *r, moving *pairs, int count, const prepared *const *fixed, const slope *points, int fixed_count);
/* r^((p^12 - 1)/order * k), where k is coprime to the order. */
void final_exponentiation(twelve *r);

#endif
