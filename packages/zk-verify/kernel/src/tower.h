/* Fp12 = Fp2[w]/(w^6 - xi), xi = 9 + u: six coefficients, lowest power of w first. */
#ifndef TOWER_H
#define TOWER_H

#include "field.h"

typedef struct {
  pair a[6];
} twelve;

void twelve_one(twelve *r);
void twelve_mul(twelve *r, const twelve *x, const twelve *y);
void twelve_square(twelve *r, const twelve *x);
/* The square of an element of the cyclotomic subgroup (Granger and Scott). */
void twelve_cyclotomic_square(twelve *r, const twelve *x);
/* x^(p^6), which is the inverse in the cyclotomic subgroup. */
void twelve_conjugate(twelve *r, const twelve *x);
/* x^(p^times), for `times` from 1 to 3. */
void twelve_frobenius(twelve *r, const twelve *x, int times);
void twelve_inverse(twelve *r, const twelve *x);
int twelve_is_one(const twelve *x);

/* r *= 1 + b w + c w^3 */
void twelve_mul_unit_line(twelve *r, const pair *b, const pair *c);
/* r *= a + b w + c w^3 */
void twelve_mul_line(twelve *r, const pair *a, const pair *b, const pair *c);

#endif
