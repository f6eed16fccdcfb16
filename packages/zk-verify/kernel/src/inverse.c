#include "inverse.h"
#include "constants.h"

/*
 * Bernstein and Yang, "Fast constant-time gcd computation and modular inversion": thirty division steps at a time on
 * the lowest limbs, then one matrix of small integers for the rest.
 */

typedef unsigned int u32;
typedef long long i64;

#define LIMB_MASK ((1 << LIMB_BITS) - 1)

static const int PRIME_30[LIMBS] = PRIME_LIMBS;

/* The transition matrix of thirty steps, times 2^30. */
typedef struct {
  int u, v, q, r;
} transition;

/*
 * Thirty division steps from the lowest bits of f (odd) and g; skips runs of zeros and clears up to six bits at once.
 */
static int thirty_steps(int delta, u32 f, u32 g, transition *t) {
  u32 u = 1, v = 0, q = 0, r = 1;
  int left = LIMB_BITS;
  for (;;) {
    int zeros = __builtin_ctz(g | (~0u << left));
    g >>= zeros;
    u <<= zeros;
    v <<= zeros;
    delta += zeros;
    left -= zeros;
    if (left == 0) break;
    if (delta > 0) {
      u32 old = f;
      delta = -delta;
      f = g, g = -old;
      old = u, u = q, q = -old;
      old = v, v = r, r = -old;
    }
    int bits = 1 - delta > left ? left : 1 - delta;
    u32 mask = bits >= 6 ? 63 : (1u << bits) - 1;
    u32 times = f * g * (f * f - 2) & mask; /* -g/f modulo 64 */
    g += f * times;
    q += u * times;
    r += v * times;
  }
  *t = (transition){(int)u, (int)v, (int)q, (int)r};
  return delta;
}

/* (f, g) = (f, g) * transition / 2^30, which is exact. */
static void update_pair(int f[LIMBS], int g[LIMBS], const transition *t) {
  i64 cf = 0, cg = 0;
  for (int i = 0; i < LIMBS; i++) {
    cf += (i64)t->u * f[i] + (i64)t->v * g[i];
    cg += (i64)t->q * f[i] + (i64)t->r * g[i];
    if (i > 0) f[i - 1] = (int)cf & LIMB_MASK, g[i - 1] = (int)cg & LIMB_MASK;
    cf >>= LIMB_BITS;
    cg >>= LIMB_BITS;
  }
  f[LIMBS - 1] = (int)cf;
  g[LIMBS - 1] = (int)cg;
}

/* The same modulo p for the cofactors, which remain between -2p and p. */
static void update_cofactors(int d[LIMBS], int e[LIMBS], const transition *t) {
  int d_negative = d[LIMBS - 1] >> 31, e_negative = e[LIMBS - 1] >> 31;
  int md = (t->u & d_negative) + (t->v & e_negative), me = (t->q & d_negative) + (t->r & e_negative);
  i64 cd = (i64)t->u * d[0] + (i64)t->v * e[0], ce = (i64)t->q * d[0] + (i64)t->r * e[0];
  md -= (int)((PRIME_INVERSE_30 * (u32)cd + (u32)md) & LIMB_MASK);
  me -= (int)((PRIME_INVERSE_30 * (u32)ce + (u32)me) & LIMB_MASK);
  cd = (cd + (i64)PRIME_30[0] * md) >> LIMB_BITS;
  ce = (ce + (i64)PRIME_30[0] * me) >> LIMB_BITS;
  for (int i = 1; i < LIMBS; i++) {
    cd += (i64)t->u * d[i] + (i64)t->v * e[i] + (i64)PRIME_30[i] * md;
    ce += (i64)t->q * d[i] + (i64)t->r * e[i] + (i64)PRIME_30[i] * me;
    d[i - 1] = (int)cd & LIMB_MASK;
    e[i - 1] = (int)ce & LIMB_MASK;
    cd >>= LIMB_BITS;
    ce >>= LIMB_BITS;
  }
  d[LIMBS - 1] = (int)cd;
  e[LIMBS - 1] = (int)ce;
}

/* x = sign*x + times*p, with normalised limbs. */
static void settle(int x[LIMBS], int sign, int times) {
  i64 carry = 0;
  for (int i = 0; i < LIMBS; i++) {
    carry += (i64)sign * x[i] + (i64)times * PRIME_30[i];
    x[i] = i == LIMBS - 1 ? (int)carry : (int)carry & LIMB_MASK;
    carry >>= LIMB_BITS;
  }
}

static int is_zero(const int x[LIMBS]) {
  int all = 0;
  for (int i = 0; i < LIMBS; i++) all |= x[i];
  return all == 0;
}

void inverse_modulo_prime(int x[LIMBS]) {
  int d[LIMBS] = {0}, e[LIMBS] = {1}, f[LIMBS], g[LIMBS];
  for (int i = 0; i < LIMBS; i++) f[i] = PRIME_30[i], g[i] = x[i];
  if (g[LIMBS - 1] < 0) settle(g, 1, 1);
  int delta = 1;
  while (!is_zero(g)) {
    transition t;
    delta = thirty_steps(delta, (u32)f[0], (u32)g[0], &t);
    update_cofactors(d, e, &t);
    update_pair(f, g, &t);
  }
  /* f is plus or minus the gcd, which is 1, or p if x was 0. */
  if (d[LIMBS - 1] < 0) settle(d, 1, 1);
  if (f[LIMBS - 1] < 0) settle(d, -1, 0);
  if (d[LIMBS - 1] < 0) settle(d, 1, 1);
  for (int i = 0; i < LIMBS; i++) x[i] = d[i];
}
