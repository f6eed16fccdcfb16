/*
 * Fp and Fp2 on two lanes.
 *
 * A `pair` is five balanced digits of 51 bits, lowest first. Each lane is one number modulo p in Montgomery form with
 * R = 2^255. The lanes are two elements of Fp, or the real and imaginary parts of one element of Fp2 = Fp[u]/(u^2+1).
 * A `wide` is ten columns of 51 bits, in which products are summed before one reduction.
 */
#ifndef FIELD_H
#define FIELD_H

#include "constants.h"
#include "lanes.h"

typedef struct {
  digit d[5];
  BOUNDS_ONLY(double value;) /* |v| in units of p */
} pair;

typedef struct {
  column c[10];
  BOUNDS_ONLY(double value; int products; int reducible;) /* |v| in units of p^2; products still to come */
} wide;

/* Purpose of a wide: a summand of another wide, a reduction to about 0.6 p, or a reduction to p/2. */
typedef enum { RAW, LIGHT, FULL } purpose;
#define MOST_PRODUCTS 16

void field_setup(void);

/* Sums and small multiples let digits grow. groth16-bounds.wasm proves that every use stays within the bounds. */
INLINE pair pair_add(pair a, pair b) {
  pair r;
  UNROLL for (int i = 0; i < 5; i++) r.d[i] = digit_add(a.d[i], b.d[i]);
  BOUNDS_ONLY(r.value = a.value + b.value;)
  return r;
}
INLINE pair pair_sub(pair a, pair b) {
  pair r;
  UNROLL for (int i = 0; i < 5; i++) r.d[i] = digit_sub(a.d[i], b.d[i]);
  BOUNDS_ONLY(r.value = a.value + b.value;)
  return r;
}
INLINE pair pair_negate(pair a) {
  UNROLL for (int i = 0; i < 5; i++) a.d[i] = digit_negate(a.d[i]);
  return a;
}
INLINE pair pair_double(pair a) { return pair_add(a, a); }
/* The conjugate in Fp2, which negates the right lane. */
INLINE pair pair_conjugate(pair a) {
  UNROLL for (int i = 0; i < 5; i++) a.d[i] = digit_negate_right(a.d[i]);
  return a;
}
INLINE pair pair_swap(pair a) {
  UNROLL for (int i = 0; i < 5; i++) a.d[i] = digit_swap(a.d[i]);
  return a;
}
/* The left lane in both lanes; the right lane in both lanes. */
INLINE pair pair_left(pair a) {
  UNROLL for (int i = 0; i < 5; i++) a.d[i] = digit_left(a.d[i]);
  return a;
}
INLINE pair pair_right(pair a) {
  UNROLL for (int i = 0; i < 5; i++) a.d[i] = digit_right(a.d[i]);
  return a;
}
/* u*a = -a1 + a0 u */
INLINE pair pair_times_u(pair a) {
  UNROLL for (int i = 0; i < 5; i++) a.d[i] = digit_negate_left(digit_swap(a.d[i]));
  return a;
}
/* The left lane of a and the right lane of b. */
INLINE pair pair_join(pair a, pair b) {
  pair r;
  UNROLL for (int i = 0; i < 5; i++) r.d[i] = digit_join(a.d[i], b.d[i]);
  BOUNDS_ONLY(r.value = a.value > b.value ? a.value : b.value;)
  return r;
}
BOUNDS_ONLY(INLINE pair pair_widest(pair a, pair b) {
  for (int i = 0; i < 5; i++) a.d[i] = digit_join(a.d[i], b.d[i]);
  a.value = bounds_max(a.value, b.value);
  return a;
})
/* Per lane: a if the mask is all ones, otherwise b. */
INLINE pair pair_select(column mask, pair a, pair b) {
  pair r;
  UNROLL for (int i = 0; i < 5; i++) r.d[i] = digit_select(mask, a.d[i], b.d[i]);
  BOUNDS_ONLY(r.value = a.value > b.value ? a.value : b.value;)
  return r;
}

/* The same number with all digits but the top one within 2^50. */
INLINE pair pair_balance(pair a) {
  UNROLL for (int i = 0; i < 4; i++) {
    digit high = digit_split(&a.d[i]);
    a.d[i + 1] = digit_carry(a.d[i + 1], high);
  }
  BOUNDS_ONLY(a.d[4] = bounds_top(a.d[4], a.value, PRIME_TOP);)
  return a;
}
/*
 * small*a + b, with digits within about 2^51. small*a may exceed exact doubles, but the parts it is split into do not.
 */
INLINE pair pair_multiple_plus(pair a, double small, pair b) {
  pair r;
  digit carried = digit_of(0.0);
  UNROLL for (int i = 0; i < 4; i++) {
    digit low, high = digit_split_product(&low, a.d[i], small);
    r.d[i] = digit_carry(digit_add(low, b.d[i]), carried);
    carried = high;
  }
  r.d[4] = digit_carry(digit_add(digit_scale(a.d[4], small), b.d[4]), carried);
  BOUNDS_ONLY(r.value = small * a.value + b.value;)
  return r;
}
/* Reduces a number within 6p to one within p/2 with balanced digits. */
pair pair_nearest(pair a);
/* xi*a = (9 + u)*a: unreduced; within p/2. */
INLINE pair pair_times_xi(pair a) { return pair_multiple_plus(a, 9.0, pair_times_u(a)); }
INLINE pair pair_times_xi_nearest(pair a) { return pair_nearest(pair_times_xi(a)); }

/*
 * Initial values of columns: minus the exponents that the coming products and the reduction leave, plus the bias that
 * makes shifts logical, plus 2^50 where the low digit has to be balanced.
 */
extern column starts[3][MOST_PRODUCTS + 1][10];

/* Initialises w for the given number of products. */
INLINE void wide_start(wide *w, purpose why, int products) {
  UNROLL for (int k = 0; k < 10; k++) w->c[k] = starts[why][products][k];
  BOUNDS_ONLY(w->value = 0; w->products = products; w->reducible = why;)
}
/* w += a*b per lane; a*b in Fp2; a^2 in Fp2. Each counts as one product, and a*b in Fp2 as two. */
void wide_add_lanes(wide *w, const pair *a, const pair *b);
void wide_add_mul(wide *w, const pair *a, const pair *b);
void wide_add_square(wide *w, const pair *a);
/* w += a*R, which the reduction turns into a. |digits| <= 2^51 */
INLINE void wide_add_pair(wide *w, const pair *a) {
  column exponent = column_bias(SPLIT_LOW_BITS);
  UNROLL for (int k = 0; k < 5; k++) w->c[k + 5] = column_sub(column_add_digit(w->c[k + 5], a->d[k]), exponent);
  BOUNDS_ONLY(w->value += a->value / PRIME_OVER_R * 1.000001;)
}
INLINE void wide_add_wide(wide *w, const wide *other) {
  UNROLL for (int k = 0; k < 10; k++) w->c[k] = column_add(w->c[k], other->c[k]);
  BOUNDS_ONLY(w->value += other->value; bounds_reducible(other->products, other->reducible, RAW);)
}
INLINE void wide_sub_wide(wide *w, const wide *other) {
  UNROLL for (int k = 0; k < 10; k++) w->c[k] = column_sub(w->c[k], other->c[k]);
  BOUNDS_ONLY(w->value += other->value; bounds_reducible(other->products, other->reducible, RAW);)
}
/* w += xi*other */
INLINE void wide_add_xi(wide *w, const wide *other) {
  UNROLL for (int k = 0; k < 10; k++) {
    column turned = column_swap_negate_left(other->c[k]);
    w->c[k] = column_add(w->c[k], column_add(column_scale(other->c[k], 9), turned));
  }
  BOUNDS_ONLY(w->value += 10 * other->value; bounds_reducible(other->products, other->reducible, RAW);)
}
INLINE void wide_sub_xi(wide *w, const wide *other) {
  UNROLL for (int k = 0; k < 10; k++) {
    column turned = column_swap_negate_left(other->c[k]);
    w->c[k] = column_sub(w->c[k], column_add(column_scale(other->c[k], 9), turned));
  }
  BOUNDS_ONLY(w->value += 10 * other->value; bounds_reducible(other->products, other->reducible, RAW);)
}
/* w += 3*other */
INLINE void wide_add_triple(wide *w, const wide *other) {
  UNROLL for (int k = 0; k < 10; k++) w->c[k] = column_add(w->c[k], column_scale(other->c[k], 3));
  BOUNDS_ONLY(w->value += 3 * other->value; bounds_reducible(other->products, other->reducible, RAW);)
}
/* w -= 12*other */
INLINE void wide_sub_twelve(wide *w, const wide *other) {
  UNROLL for (int k = 0; k < 10; k++) w->c[k] = column_sub(w->c[k], column_scale(other->c[k], 12));
  BOUNDS_ONLY(w->value += 12 * other->value; bounds_reducible(other->products, other->reducible, RAW);)
}

/* w/R modulo p with balanced digits. The first is for a wide started LIGHT, the second for one started FULL. */
void wide_reduce_light(pair *r, const wide *w);
void wide_reduce(pair *r, const wide *w);

/* The products are reduced LIGHT, the square FULL. */
void pair_mul_lanes(pair *r, const pair *a, const pair *b);
void pair_mul(pair *r, const pair *a, const pair *b);
void pair_square(pair *r, const pair *a);

/* Fp2 */
void pair_inverse(pair *r, const pair *a);
/* Inverts each lane separately; 0 gives 0. */
void pair_inverse_lanes(pair *r, const pair *a);

pair pair_constant(const double raw[10]);
pair pair_zero(void);
/* Reads two numbers below 2^255, each of 32 bytes, little-endian. */
pair pair_read(const unsigned char *left, const unsigned char *right);
/* Whether the lane is 0 modulo p. */
int pair_lane_is_zero(const pair *a, int lane);
/* A mask of the lanes that are 0 modulo p. */
column pair_zero_lanes(const pair *a);
int pair_is_zero(const pair *a);
int pair_is_equal(const pair *a, const pair *b);

#endif
