// SPDX-License-Identifier: GPL-3.0-only
pragma circom 2.2.0;

include "circomlib/bitify.circom";

// Checks 0 ≤ in < 2^n. Sound for n ≤ 253, because the decomposition is then unique below the field's order.
template Range(n) {
    signal input in;
    component bits = Num2Bits(n);
    bits.in <== in;
}

// Checks low ≤ high. Both must be known to be far below the field's order, and their difference to be below 2^n.
// A negative difference is an element just below the order, which has no n-bit decomposition.
template AtMost(n) {
    signal input low;
    signal input high;
    component difference = Range(n);
    difference.in <== high - low;
}

// Checks 0 ≤ in ≤ 10,000.
template BasisPoints() {
    signal input in;
    component width = Range(14);
    width.in <== in;
    component bound = AtMost(14);
    bound.low <== in;
    bound.high <== 10000;
}
