#include "field.h"
#include "inverse.h"

typedef unsigned long long u64;

static const double PRIME[5] = PRIME_DIGITS;

/* Constants of the reduction. They are in memory for the reason given in lanes-simd.h. */
static digit prime_digits[5];
static digit montgomery_factor;
static digit montgomery_offset;
static digit prime_reciprocal; /* -2^204/p */
static digit quotient_factor;  /* the same for a top column divided by 2^12 */

column starts[3][MOST_PRODUCTS + 1][10];
static column last_column_end;

INLINE int low_parts(int k) { return k < 5 ? k + 1 : 9 - k; }
INLINE int high_parts(int k) { return k == 0 ? 0 : low_parts(k - 1); }

static u64 exponents(int k) { return (u64)low_parts(k) * SPLIT_LOW_BITS + (u64)high_parts(k) * SPLIT_HIGH_BITS; }

static u64 reduction_start(int k, purpose why) {
  u64 carried = k == 0 ? 0 : SHIFT_BIAS >> 51;
  /* For the multiples of p, the whole product of the lowest digit goes into the next column. */
  u64 start = SHIFT_BIAS - carried - exponents(k) + (k < 5 ? SPLIT_LOW_BITS : 0);
  if (k >= 5 && k < 9) start += 1ULL << 50;
  if (k == 9 && why == LIGHT) start += SPLIT_LOW_BITS - SHIFT_BIAS;
  if (k >= 5 && k < 9 && why == FULL) start -= SPLIT_LOW_BITS + (k > 5 ? SPLIT_HIGH_BITS : 0);
  return start;
}

void field_setup(void) {
  for (int i = 0; i < 5; i++) prime_digits[i] = digit_of(PRIME[i]);
  montgomery_factor = digit_of(MONTGOMERY_FACTOR);
  montgomery_offset = digit_bias(0x1.8p103 - 0x1p52 * MONTGOMERY_FACTOR);
  prime_reciprocal = digit_of(-PRIME_RECIPROCAL);
  quotient_factor = digit_of(-PRIME_RECIPROCAL * 0x1p12);
  for (int why = RAW; why <= FULL; why++)
    for (int products = 0; products <= MOST_PRODUCTS; products++)
      for (int k = 0; k < 10; k++) {
        u64 start = why == RAW ? 0 : reduction_start(k, (purpose)why);
        starts[why][products][k] = column_bias(start - (u64)products * exponents(k));
      }
  last_column_end = column_bias(0 - SHIFT_BIAS - SPLIT_HIGH_BITS - (SPLIT_HIGH_BITS << 51));
}

/* ---- products ---- */

INLINE void add_product(wide *w, const digit *a, const digit *b) {
  UNROLL for (int i = 0; i < 5; i++)
    UNROLL for (int j = 0; j < 5; j++) column_add_product(&w->c[i + j + 1], &w->c[i + j], a[i], b[j]);
}

INLINE void add_lanes(wide *w, const pair *a, const pair *b) {
  add_product(w, a->d, b->d);
  BOUNDS_ONLY(w->value += a->value * b->value; w->products -= 1;)
}

INLINE void add_mul(wide *w, const pair *a, const pair *b) {
  pair turned = pair_times_u(*b);
  UNROLL for (int i = 0; i < 5; i++) {
    digit re = digit_left(a->d[i]);
    digit im = digit_right(a->d[i]);
    UNROLL for (int j = 0; j < 5; j++) {
      column_add_product(&w->c[i + j + 1], &w->c[i + j], re, b->d[j]);
      column_add_product(&w->c[i + j + 1], &w->c[i + j], im, turned.d[j]);
    }
  }
  BOUNDS_ONLY(w->value += 2 * a->value * b->value; w->products -= 2;)
}

/* (a0 + a1)(a0 - a1) beside (2 a0)(a1) */
INLINE void add_square(wide *w, const pair *a) {
  digit x[5], y[5];
  UNROLL for (int i = 0; i < 5; i++) {
    digit re = digit_left(a->d[i]);
    digit im = digit_right(a->d[i]);
    x[i] = digit_add(re, digit_swap(a->d[i]));
    y[i] = digit_sub_left(a->d[i], im);
  }
  add_product(w, x, y);
  BOUNDS_ONLY(w->value += 4 * a->value * a->value; w->products -= 1;)
}

/* ---- reduction ---- */

/* Adds the multiple of p that clears the five low columns, one digit of the quotient at a time. */
INLINE void clear_low_columns(wide *w, purpose why) {
  UNROLL for (int i = 0; i < 5; i++) {
    column carry;
    digit q = column_montgomery_digit(&carry, w->c[i], montgomery_factor, montgomery_offset, prime_digits[0]);
    UNROLL for (int j = 1; j < 5; j++) column_add_product(&w->c[i + j + 1], &w->c[i + j], q, prime_digits[j]);
    w->c[i + 1] = column_add(w->c[i + 1], column_add(carry, column_carry(w->c[i])));
  }
  (void)why;
  BOUNDS_ONLY(bounds_reducible(w->products, w->reducible, why); w->value = w->value * PRIME_OVER_R + 0.5000001;)
}

INLINE void take_digits(pair *r, wide *w) {
  UNROLL for (int k = 5; k < 9; k++) {
    r->d[k - 5] = column_low_digit(w->c[k]);
    w->c[k + 1] = column_add(w->c[k + 1], column_carry(w->c[k]));
  }
}

INLINE void reduce_light(pair *r, wide *w) {
  clear_low_columns(w, LIGHT);
  BOUNDS_ONLY(w->c[9] = bounds_last_column(w->c[9], w->value, PRIME_TOP);)
  take_digits(r, w);
  r->d[4] = column_as_digit(w->c[9]);
  BOUNDS_ONLY(r->value = w->value; r->d[4] = bounds_top(r->d[4], r->value, PRIME_TOP);)
}

/* As above, and then subtracts the nearest multiple of p, which is estimated from the top column. */
INLINE void reduce(pair *r, wide *w) {
  clear_low_columns(w, FULL);
  digit q = digit_round_product(column_top(w->c[9]), quotient_factor);
  UNROLL for (int j = 0; j < 4; j++) column_add_product(&w->c[j + 6], &w->c[j + 5], q, prime_digits[j]);
  w->c[9] = column_add(column_add_whole_product(w->c[9], q, prime_digits[4]), last_column_end);
  BOUNDS_ONLY(bounds_quotient(q, PRIME_RECIPROCAL, PRIME_TOP); w->c[9] = bounds_last_column(w->c[9], 0.5000001, PRIME_TOP);)
  take_digits(r, w);
  r->d[4] = column_as_digit(w->c[9]);
  BOUNDS_ONLY(r->value = 0.5000001; r->d[4] = bounds_top(r->d[4], r->value, PRIME_TOP);)
}

/* ---- the same, out of line ---- */

void wide_add_lanes(wide *w, const pair *a, const pair *b) { add_lanes(w, a, b); }
void wide_add_mul(wide *w, const pair *a, const pair *b) { add_mul(w, a, b); }
void wide_add_square(wide *w, const pair *a) { add_square(w, a); }

void wide_reduce_light(pair *r, const wide *w) {
  wide t = *w;
  reduce_light(r, &t);
}

void wide_reduce(pair *r, const wide *w) {
  wide t = *w;
  reduce(r, &t);
}

void pair_mul_lanes(pair *r, const pair *a, const pair *b) {
  wide w;
  wide_start(&w, LIGHT, 1);
  add_lanes(&w, a, b);
  reduce_light(r, &w);
}

void pair_mul(pair *r, const pair *a, const pair *b) {
  wide w;
  wide_start(&w, LIGHT, 2);
  add_mul(&w, a, b);
  reduce_light(r, &w);
}

void pair_square(pair *r, const pair *a) {
  wide w;
  wide_start(&w, FULL, 1);
  add_square(&w, a);
  reduce(r, &w);
}

/* ---- inversion ---- */

/* Converts balanced digits to limbs of 30 bits. The top limb carries the sign. */
static void to_limbs(int limbs[LIMBS], const pair *a, int lane) {
  long long digits[5], carry = 0;
  for (int i = 0; i < 5; i++) {
    carry += (long long)digit_lane(a->d[i], lane);
    digits[i] = i == 4 ? carry : carry & ((1LL << 51) - 1);
    carry >>= 51;
  }
  for (int i = 0; i < LIMBS; i++) {
    int at = LIMB_BITS * i, place = at / 51, shift = at % 51;
    long long bits = digits[place] >> shift;
    if (place < 4 && shift > 51 - LIMB_BITS) bits |= (long long)((u64)digits[place + 1] << (51 - shift));
    limbs[i] = i == LIMBS - 1 ? (int)bits : (int)(bits & ((1 << LIMB_BITS) - 1));
  }
}

static void from_limbs(double digits[5], const int limbs[LIMBS]) {
  for (int i = 0; i < 5; i++) {
    int at = 51 * i, place = at / LIMB_BITS;
    u64 bits = (u64)limbs[place] >> at % LIMB_BITS;
    for (int have = LIMB_BITS - at % LIMB_BITS; have < 51 && ++place < LIMBS; have += LIMB_BITS) bits |= (u64)limbs[place] << have;
    digits[i] = (double)(bits & ((1ULL << 51) - 1));
  }
}

/* The plain inverse of a R is 1/(a R). Multiplied by R^3 and reduced once it is R/a, the Montgomery form of 1/a. */
void pair_inverse_lanes(pair *r, const pair *a) {
  pair nearest = pair_nearest(*a), cube = pair_constant(MONTGOMERY_CUBE[0]), plain;
  double digits[2][5];
  for (int lane = 0; lane < 2; lane++) {
    int limbs[LIMBS];
    to_limbs(limbs, &nearest, lane);
    inverse_modulo_prime(limbs);
    from_limbs(digits[lane], limbs);
  }
  for (int i = 0; i < 5; i++) plain.d[i] = digit_read(digits[0][i], digits[1][i]);
  BOUNDS_ONLY(plain.value = 1.0;)
  pair_mul_lanes(r, &plain, &cube);
}

/* conj(a) / (a0^2 + a1^2) */
void pair_inverse(pair *r, const pair *a) {
  pair squares, norm, inverse, conjugate = pair_conjugate(*a);
  pair_mul_lanes(&squares, a, a);
  norm = pair_balance(pair_add(squares, pair_swap(squares)));
  pair_inverse_lanes(&inverse, &norm);
  pair_mul_lanes(r, &conjugate, &inverse);
}

pair pair_nearest(pair a) {
  digit q = digit_round_product(a.d[4], prime_reciprocal);
  UNROLL for (int i = 0; i < 4; i++) a.d[i] = digit_fma(q, prime_digits[i], a.d[i]);
  a.d[4] = digit_fma_top(q, prime_digits[4], a.d[4]);
  BOUNDS_ONLY(bounds_quotient(q, PRIME_RECIPROCAL, PRIME_TOP); a.value = 0.5000001;)
  return pair_balance(a);
}

/* ---- in and out ---- */

pair pair_constant(const double raw[10]) {
  pair r;
  UNROLL for (int i = 0; i < 5; i++) r.d[i] = digit_load(raw + 2 * i);
  BOUNDS_ONLY(r.value = 0.5;)
  return r;
}

pair pair_zero(void) {
  pair r;
  UNROLL for (int i = 0; i < 5; i++) r.d[i] = digit_of(0.0);
  BOUNDS_ONLY(r.value = 0;)
  return r;
}

static void read_digits(double digits[5], const unsigned char *bytes) {
  u64 words[5] = {0, 0, 0, 0, 0};
  for (int i = 0; i < 32; i++) words[i / 8] |= (u64)bytes[i] << (8 * (i % 8));
  for (int i = 0; i < 5; i++) {
    int at = 51 * i, word = at / 64, shift = at % 64;
    u64 bits = words[word] >> shift;
    if (shift > 13) bits |= words[word + 1] << (64 - shift);
    digits[i] = (double)(bits & ((1ULL << 51) - 1));
  }
}

pair pair_read(const unsigned char *left, const unsigned char *right) {
  double l[5], r[5];
  read_digits(l, left);
  read_digits(r, right);
  pair plain, result, square = pair_constant(MONTGOMERY_SQUARE[0]);
  for (int i = 0; i < 5; i++) plain.d[i] = digit_read(l[i], r[i]);
  BOUNDS_ONLY(plain.value = 1.0;)
  pair_mul_lanes(&result, &plain, &square);
  return result;
}

/* A number below p in magnitude with balanced digits is 0 modulo p only when every digit is 0. */
static pair nearest_to_zero(const pair *a) {
  wide w;
  pair nearest, one = pair_zero();
  one.d[0] = digit_of(1.0);
  BOUNDS_ONLY(one.value = 1e-70;)
  wide_start(&w, FULL, 1);
  add_lanes(&w, a, &one);
  reduce(&nearest, &w);
  return nearest;
}

static int lane_is_zero(const pair *nearest, int lane) {
  int zero = 1;
  for (int i = 0; i < 5; i++) zero &= digit_is_zero(nearest->d[i], lane);
  return zero;
}

int pair_lane_is_zero(const pair *a, int lane) {
  pair nearest = nearest_to_zero(a);
  return lane_is_zero(&nearest, lane);
}

column pair_zero_lanes(const pair *a) {
  pair nearest = nearest_to_zero(a);
  return column_lanes(lane_is_zero(&nearest, 0), lane_is_zero(&nearest, 1));
}

int pair_is_zero(const pair *a) {
  pair nearest = nearest_to_zero(a);
  return lane_is_zero(&nearest, 0) && lane_is_zero(&nearest, 1);
}

int pair_is_equal(const pair *a, const pair *b) {
  pair difference = pair_balance(pair_sub(*a, *b));
  return pair_is_zero(&difference);
}
