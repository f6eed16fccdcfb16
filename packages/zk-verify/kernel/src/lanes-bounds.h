/*
 * Lanes as magnitudes: a digit or column is the largest absolute value that it can have for any input. The same
 * formulas run on magnitudes, and every operation checks the preconditions of its machine version. Data-dependent
 * decisions (comparisons, table look-ups, early refusals) take all cases. A run without violations proves the bounds.
 */
#ifndef LANES_BOUNDS_H
#define LANES_BOUNDS_H

typedef unsigned long long magnitude;
typedef struct {
  double max;
} digit;
typedef struct {
  magnitude max;
} column;

#define BOUNDS_ONLY(...) __VA_ARGS__
#define REFUSED(condition) ((void)(condition), 0)

typedef enum { DIGIT_TOO_LARGE = 1, PRODUCT_TOO_LARGE, COLUMN_TOO_LARGE, COUNT_WRONG, ESTIMATE_TOO_COARSE } violation_kind;

__attribute__((import_module("bounds"), import_name("violation"))) void violation(int kind, double amount);
/* The largest magnitudes seen, and the magnitude of a balanced digit, which is 2^50 unless a test raises it. */
extern double largest_digit, largest_product, largest_column, balanced;

#define DIGIT_LIMIT 0x1p53
#define PRODUCT_LIMIT 0x1p102
#define SMALL_LIMIT 0x1p51
/* A biased column is an unsigned 64-bit number: 2^63 plus or minus this value, 2^50, and a carry of 2^13. */
#define COLUMN_LIMIT ((1ULL << 63) - (1ULL << 52))

INLINE double bounds_abs(double value) { return value < 0 ? -value : value; }
INLINE double bounds_max(double x, double y) { return x > y ? x : y; }

INLINE digit digit_checked(double max) {
  digit r = {max};
  if (max > largest_digit) largest_digit = max;
  if (!(max <= DIGIT_LIMIT)) violation(DIGIT_TOO_LARGE, max);
  return r;
}
/* Products of doubles up to 2^53 can be rounded. A product that rounds to the limit must be a power of two. */
INLINE double product_checked(double x, double y) {
  double product = x * y;
  if (product > largest_product) largest_product = product;
  int power_of_two = ((unsigned long long)x & ((unsigned long long)x - 1)) == 0;
  if (!(product < PRODUCT_LIMIT || (product == PRODUCT_LIMIT && power_of_two))) violation(PRODUCT_TOO_LARGE, product);
  return product;
}
INLINE column column_sum(magnitude x, magnitude y) {
  column r;
  if (__builtin_add_overflow(x, y, &r.max)) r.max = ~0ULL;
  return r;
}
INLINE column column_checked(column x) {
  if ((double)x.max > largest_column) largest_column = (double)x.max;
  if (x.max > COLUMN_LIMIT) violation(COLUMN_TOO_LARGE, (double)x.max);
  return x;
}

INLINE digit digit_of(double value) { return digit_checked(bounds_abs(value)); }
INLINE digit digit_bias(double value) {
  (void)value;
  return (digit){0};
}
INLINE digit digit_load(const double *raw) { return digit_checked(bounds_max(bounds_abs(raw[0]), bounds_abs(raw[1]))); }
INLINE digit digit_add(digit x, digit y) { return digit_checked(x.max + y.max); }
INLINE digit digit_sub(digit x, digit y) { return digit_checked(x.max + y.max); }
INLINE digit digit_negate(digit x) { return x; }
INLINE digit digit_scale(digit x, double small) { return digit_checked(x.max * bounds_abs(small)); }
/* For results that are exact integers. */
INLINE digit digit_fma(digit x, digit y, digit z) { return digit_checked(x.max * y.max + z.max); }
INLINE digit digit_left(digit x) { return x; }
INLINE digit digit_right(digit x) { return x; }
INLINE digit digit_swap(digit x) { return x; }
INLINE digit digit_negate_left(digit x) { return x; }
INLINE digit digit_negate_right(digit x) { return x; }
INLINE digit digit_join(digit x, digit y) { return x.max > y.max ? x : y; }
INLINE digit digit_select(column mask, digit x, digit y) {
  (void)mask;
  return digit_join(x, y);
}
/* Only for values made of plain integers and read back as new digits. */
INLINE double digit_lane(digit x, int lane) {
  (void)x, (void)lane;
  return 1.0;
}
INLINE int digit_is_zero(digit x, int lane) {
  (void)x, (void)lane;
  return 0;
}
INLINE digit digit_sub_left(digit x, digit y) { return digit_checked(x.max + y.max); }
INLINE digit digit_read(double left, double right) {
  (void)left, (void)right;
  return digit_checked(0x1p51 - 1);
}

INLINE digit bounds_high(double max) { return (digit){(double)(magnitude)(max / 0x1p51 + 0.5) * 0x1p51}; }
INLINE digit digit_split(digit *x) {
  digit high = bounds_high(x->max);
  if (x->max > balanced) x->max = balanced;
  return high;
}
INLINE digit digit_split_product(digit *low, digit x, double small) {
  double product = product_checked(x.max, bounds_abs(small));
  *low = (digit){product < balanced ? product : balanced};
  return bounds_high(product);
}
INLINE digit digit_carry(digit next, digit high) { return digit_checked(next.max + high.max / 0x1p51); }
INLINE digit digit_round_product(digit x, digit factor) {
  double product = x.max * factor.max * 1.0000001 + 0.5;
  if (!(product < SMALL_LIMIT)) violation(DIGIT_TOO_LARGE, product);
  return (digit){(double)(magnitude)product};
}

INLINE column column_bias(unsigned long long value) {
  (void)value;
  return (column){0};
}
INLINE column column_lanes(int left, int right) {
  (void)left, (void)right;
  return (column){0};
}
INLINE column column_add(column x, column y) { return column_sum(x.max, y.max); }
INLINE column column_sub(column x, column y) { return column_sum(x.max, y.max); }
INLINE column column_scale(column x, int factor) {
  if (x.max > ~0ULL / (magnitude)factor) return (column){~0ULL};
  return (column){x.max * (magnitude)factor};
}
INLINE column column_swap_negate_left(column x) { return x; }
INLINE void column_add_product(column *high, column *low, digit x, digit y) {
  double product = product_checked(x.max, y.max);
  *high = column_sum(high->max, (magnitude)(product / 0x1p51) + 1);
  *low = column_sum(low->max, product < 0x1p50 ? (magnitude)product : 1ULL << 50);
}
INLINE column column_add_whole_product(column x, digit a, digit b) {
  double product = product_checked(a.max, b.max);
  if (!(product < 0x1p62)) violation(COLUMN_TOO_LARGE, product);
  return column_sum(x.max, (magnitude)product + 1);
}
INLINE column column_add_digit(column x, digit value) {
  if (!(value.max <= SMALL_LIMIT)) violation(DIGIT_TOO_LARGE, value.max);
  return column_sum(x.max, (magnitude)value.max);
}
INLINE digit column_montgomery_digit(column *carry, column x, digit factor, digit offset, digit p0) {
  (void)x, (void)offset;
  product_checked(0x1p51 - 1, factor.max);
  *carry = (column){(magnitude)((product_checked(balanced, p0.max) + 0x1p51) / 0x1p51) + 1};
  return (digit){balanced};
}
INLINE column column_carry(column x) { return (column){((column_checked(x).max + (1ULL << 50)) >> 51) + 1}; }
INLINE digit column_low_digit(column x) {
  column_checked(x);
  return (digit){balanced};
}
INLINE digit column_as_digit(column x) {
  if (!((double)x.max <= SMALL_LIMIT)) violation(COLUMN_TOO_LARGE, (double)x.max);
  return digit_checked((double)x.max);
}
INLINE digit column_top(column x) { return (digit){(double)((column_checked(x).max >> 12) + 1)}; }

/* ---- bounds that follow from the value of a number and not from its digits ---- */

/* x*y + z of the top digits if the whole number is within p/2. Its lower digits, within 2^53, carry at most 8. */
INLINE digit digit_fma_top(digit x, digit y, digit z) {
  digit_checked(z.max);
  return (digit){y.max * (x.max < 0x1p20 ? 0.5000001 : x.max) + 8};
}
/* The top digit of a number within `value` times p whose lower digits are balanced. */
INLINE digit bounds_top(digit top, double value, double prime_top) {
  double max = value * prime_top * 1.0000001 + 2;
  return max < top.max ? (digit){max} : top;
}
/* The last column of a number within `value` times p. The lower columns carry at most 2^13 into it. */
INLINE column bounds_last_column(column last, double value, double prime_top) {
  magnitude max = (magnitude)(value * prime_top * 1.0000001) + (1ULL << 14);
  return max < last.max ? (column){max} : last;
}
/*
 * The quotient estimated from the top digit is the nearest integer, or off by one near a tie, while it is at most 2^20
 * and the reciprocal is accurate to 2^-44: the error is then below the 10^-7 that values may exceed p/2.
 */
INLINE void bounds_quotient(digit q, double reciprocal, double prime_top) {
  if (!(q.max < 0x1p20)) violation(ESTIMATE_TOO_COARSE, q.max);
  double off = bounds_abs(reciprocal * prime_top - 1.0);
  if (!(off < 0x1p-44)) violation(ESTIMATE_TOO_COARSE, off);
}
INLINE void bounds_reducible(int products, int found, int wanted) {
  if (products != 0 || found != wanted) violation(COUNT_WRONG, products);
}

#endif
