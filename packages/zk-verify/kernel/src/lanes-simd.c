#include "lanes.h"

const digit SPLIT_HIGH = {0x1.8p103, 0x1.8p103};
const digit SPLIT_LOW = {0x1.8p52, 0x1.8p52};
const digit SPLIT_BOTH = {0x1.8p103 + 0x1.8p52, 0x1.8p103 + 0x1.8p52};
const column LOW_MASK = {(1LL << 51) - 1, (1LL << 51) - 1};
const column PLAIN_EXPONENT = {0x4330000000000000LL, 0x4330000000000000LL};
const digit PLAIN_OFFSET = {0x1p52, 0x1p52};
const digit BALANCED_OFFSET = {0x1p52 + 0x1p50, 0x1p52 + 0x1p50};
const digit TOP_OFFSET = {0x1p52 + 0x1p51, 0x1p52 + 0x1p51};
const column SIGN_LEFT = {(long long)0x8000000000000000ULL, 0};
const column SIGN_RIGHT = {0, (long long)0x8000000000000000ULL};
const column LEFT_ONLY = {-1, 0};

/*
 * (2^51 + 1)^2 - (2^102 + 2^52) is 1 if the product is not rounded before the addition, and 0 if it is.
 * The operands are volatile, because the compiler would otherwise evaluate the expression itself.
 */
EXPORT(fused_multiply_add) int fused_multiply_add(void) {
  static volatile double factor = 0x1p51 + 1;
  static volatile double taken = -(0x1p102 + 0x1p52);
  digit x = digit_of(factor);
  digit rest = digit_fma(x, x, digit_of(taken));
  return rest[0] == 1.0 && rest[1] == 1.0;
}
