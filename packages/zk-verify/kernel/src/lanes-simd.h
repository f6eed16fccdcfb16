/*
 * Lanes on the machine: f64x2 for digits, i64x2 for columns, and relaxed SIMD's fused multiply-add.
 *
 * Two fused operations split an exact product of two digits. With |xy| <= 2^102,
 *   h = fma(x, y, 1.5*2^103) contains the multiple of 2^51 nearest to xy, and
 *   l = fma(x, y, 1.5*2^103 + 1.5*2^52 - h) contains the remainder, |remainder| <= 2^50.
 * Their bit patterns as integers are a constant plus the high and low part of xy, so columns add the patterns directly.
 * The initial value of a column subtracts the constants.
 */
#ifndef LANES_SIMD_H
#define LANES_SIMD_H

typedef double digit __attribute__((vector_size(16)));
typedef long long column __attribute__((vector_size(16)));

#define BOUNDS_ONLY(...)
/* A data-dependent refusal. The bounds build does not take it, and analyses the code that follows. */
#define REFUSED(condition) (condition)


/*
 * Constants that hot code reads from memory. V8 rebuilds a v128.const at every use with two moves and a shuffle, while
 * a load is one operation. They are defined in lanes-simd.c, so that the compiler cannot turn them back into constants.
 */
extern const digit SPLIT_HIGH;        /* 1.5*2^103 */
extern const digit SPLIT_LOW;         /* 1.5*2^52 */
extern const digit SPLIT_BOTH;        /* their sum */
extern const column LOW_MASK;         /* 2^51 - 1 */
extern const column PLAIN_EXPONENT;   /* the bits of 2^52 */
extern const digit PLAIN_OFFSET;      /* 2^52 */
extern const digit BALANCED_OFFSET;   /* 2^52 + 2^50 */
extern const digit TOP_OFFSET;        /* 2^52 + 2^51 */
extern const column SIGN_LEFT;
extern const column SIGN_RIGHT;
extern const column LEFT_ONLY;

INLINE digit digit_of(double value) { return (digit){value, value}; }
/* A constant of the representation, which is not a digit of a number. */
INLINE digit digit_bias(double value) { return (digit){value, value}; }
INLINE digit digit_load(const double *raw) { return (digit){raw[0], raw[1]}; }
INLINE digit digit_add(digit x, digit y) { return x + y; }
INLINE digit digit_sub(digit x, digit y) { return x - y; }
INLINE digit digit_negate(digit x) { return -x; }
INLINE digit digit_scale(digit x, double small) { return x * digit_of(small); }
INLINE digit digit_fma(digit x, digit y, digit z) { return __builtin_wasm_relaxed_madd_f64x2(x, y, z); }
INLINE digit digit_fma_top(digit x, digit y, digit z) { return digit_fma(x, y, z); }

INLINE digit digit_left(digit x) { return __builtin_shufflevector(x, x, 0, 0); }
INLINE digit digit_right(digit x) { return __builtin_shufflevector(x, x, 1, 1); }
INLINE digit digit_swap(digit x) { return __builtin_shufflevector(x, x, 1, 0); }
INLINE digit digit_negate_left(digit x) { return (digit)((column)x ^ SIGN_LEFT); }
INLINE digit digit_negate_right(digit x) { return (digit)((column)x ^ SIGN_RIGHT); }
INLINE digit digit_join(digit left, digit right) { return __builtin_shufflevector(left, right, 0, 3); }
/* Per lane: x if the mask is all ones, otherwise y. */
INLINE digit digit_select(column mask, digit x, digit y) {
  return (digit)(((column)x & mask) | ((column)y & ~mask));
}
INLINE double digit_lane(digit x, int lane) { return x[lane]; }
INLINE int digit_is_zero(digit x, int lane) { return x[lane] == 0.0; }

/*
 * Splits x, or x*small: stores the part between -2^50 and 2^50 in x, or in low, and returns the rest, a multiple of
 * 2^51.
 */
INLINE digit digit_split(digit *x) {
  digit high = (*x + SPLIT_HIGH) - SPLIT_HIGH;
  *x -= high;
  return high;
}
INLINE digit digit_split_product(digit *low, digit x, double small) {
  digit high = digit_fma(x, digit_of(small), SPLIT_HIGH) - SPLIT_HIGH;
  *low = digit_fma(x, digit_of(small), -high);
  return high;
}
/* Converts a high part to a carry into the next digit. */
INLINE digit digit_carry(digit next, digit high) { return digit_fma(high, digit_of(0x1p-51), next); }
/* (left of x - left of y) beside (right of y) */
INLINE digit digit_sub_left(digit x, digit y) { return (digit)((column)x & LEFT_ONLY) - digit_negate_right(y); }
/* The integer nearest to x*factor, |x*factor| < 2^51. */
INLINE digit digit_round_product(digit x, digit factor) { return digit_fma(x, factor, SPLIT_LOW) - SPLIT_LOW; }
INLINE digit digit_read(double left, double right) { return (digit){left, right}; }

/* A constant that subtracts exponents and adds biases. */
INLINE column column_bias(unsigned long long value) { return (column){(long long)value, (long long)value}; }
/* All ones in the lanes whose argument is true. */
INLINE column column_lanes(int left, int right) { return (column){-(long long)left, -(long long)right}; }
INLINE column column_add(column x, column y) { return x + y; }
INLINE column column_sub(column x, column y) { return x - y; }
/* x times a constant that takes two shifts. */
INLINE column column_scale(column x, int factor) {
  switch (factor) {
    case 2: return x << 1;
    case 3: return (x << 1) + x;
    case 6: return (x << 2) + (x << 1);
    case 9: return (x << 3) + x;
    case 12: return (x << 3) + (x << 2);
    default: return x;
  }
}
INLINE column column_swap_negate_left(column x) {
  column swapped = __builtin_shufflevector(x, x, 1, 0);
  column signs = {-1, 0};
  return (swapped ^ signs) - signs;
}

INLINE void column_add_product(column *high, column *low, digit x, digit y) {
  digit h = digit_fma(x, y, SPLIT_HIGH);
  digit l = digit_fma(x, y, SPLIT_BOTH - h);
  *high += (column)h;
  *low += (column)l;
}
/* The same for the last column, which also receives the high part. */
INLINE column column_add_whole_product(column x, digit a, digit b) {
  digit h = digit_fma(a, b, SPLIT_HIGH);
  digit l = digit_fma(a, b, SPLIT_BOTH - h);
  return x + (column)l + ((column)h << 51);
}
/* Adds an integer of at most 2^51. SPLIT_LOW_BITS remain in the sum; the caller's constant subtracts them. */
INLINE column column_add_digit(column x, digit value) { return x + (column)(value + SPLIT_LOW); }

typedef unsigned long long unsigned_column __attribute__((vector_size(16)));

/*
 * One digit of Montgomery's quotient: q = u * factor mod 2^51, balanced, where u is the low digit of x. `carry` becomes
 * (u + q*p0) / 2^51 plus SPLIT_HIGH_BITS. The sum is a multiple of 2^51 below 2^102, so one operation computes it
 * exactly. `offset` is SPLIT_HIGH - 2^52*factor, which subtracts the 2^52 that the exponent added to the digit.
 */
INLINE digit column_montgomery_digit(column *carry, column x, digit factor, digit offset, digit p0) {
  digit low = (digit)((x & LOW_MASK) | PLAIN_EXPONENT);
  digit h = digit_fma(low, factor, offset);
  digit q = digit_fma(low, factor, offset - h);
  *carry = (column)(digit_fma(q, p0, low - PLAIN_OFFSET) + SPLIT_HIGH);
  return q;
}
/* x / 2^51 of a column biased by SHIFT_BIAS. The next column's initial value subtracts the rest of the bias. */
INLINE column column_carry(column x) { return (column)((unsigned_column)x >> 51); }
/* The low digit of a column to which 2^50 was added: between -2^50 and 2^50. */
INLINE digit column_low_digit(column x) { return (digit)((x & LOW_MASK) | PLAIN_EXPONENT) - BALANCED_OFFSET; }
/* A column biased by SPLIT_LOW_BITS, as a digit. */
INLINE digit column_as_digit(column x) { return (digit)x - SPLIT_LOW; }
/* A column biased by SHIFT_BIAS, divided by 2^12. */
INLINE digit column_top(column x) {
  return (digit)((column)((unsigned_column)x >> 12) | PLAIN_EXPONENT) - TOP_OFFSET;
}

#endif
