#include "tower.h"
#include "constants.h"

void twelve_one(twelve *r) {
  r->a[0] = pair_constant(ONE[0]);
  for (int i = 1; i < 6; i++) r->a[i] = pair_zero();
}

/* ---- Fp6 = Fp2[v]/(v^3 - xi), v = w^2 ---- */

/* Three coefficients, unreduced: Karatsuba with six products. Sums of two operands' digits are within 2^51. */
static void six_product(wide r[3], const pair x[3], const pair y[3]) {
  wide v0, v1, v2;
  wide_start(&v0, RAW, 2);
  wide_add_mul(&v0, &x[0], &y[0]);
  wide_start(&v1, RAW, 2);
  wide_add_mul(&v1, &x[1], &y[1]);
  wide_start(&v2, RAW, 2);
  wide_add_mul(&v2, &x[2], &y[2]);
  wide cross[3];
  for (int i = 0; i < 3; i++) {
    int j = i == 2 ? 0 : 1, k = i == 0 ? 2 : i == 1 ? 0 : 2;
    pair left = pair_add(x[j], x[k]);
    pair right = pair_add(y[j], y[k]);
    wide_start(&cross[i], RAW, 2);
    wide_add_mul(&cross[i], &left, &right);
  }
  /* cross: x1 y2 + x2 y1, x0 y1 + x1 y0, x0 y2 + x2 y0, after the squares are subtracted. */
  wide_sub_wide(&cross[0], &v1);
  wide_sub_wide(&cross[0], &v2);
  wide_sub_wide(&cross[1], &v0);
  wide_sub_wide(&cross[1], &v1);
  wide_sub_wide(&cross[2], &v0);
  wide_sub_wide(&cross[2], &v2);
  r[0] = v0;
  wide_add_xi(&r[0], &cross[0]);
  r[1] = cross[1];
  wide_add_xi(&r[1], &v2);
  r[2] = cross[2];
  wide_add_wide(&r[2], &v1);
}

static void halves(pair even[3], pair odd[3], const twelve *x) {
  for (int i = 0; i < 3; i++) {
    even[i] = x->a[2 * i];
    odd[i] = x->a[2 * i + 1];
  }
}

void twelve_mul(twelve *r, const twelve *x, const twelve *y) {
  pair x0[3], x1[3], y0[3], y1[3];
  halves(x0, x1, x);
  halves(y0, y1, y);
  wide low[3], high[3], both[3];
  six_product(low, x0, y0);
  six_product(high, x1, y1);
  for (int i = 0; i < 3; i++) {
    x0[i] = pair_balance(pair_add(x0[i], x1[i]));
    y0[i] = pair_balance(pair_add(y0[i], y1[i]));
  }
  six_product(both, x0, y0);
  for (int i = 0; i < 3; i++) {
    wide w;
    wide_start(&w, FULL, 0);
    wide_add_wide(&w, &low[i]);
    if (i == 0) wide_add_xi(&w, &high[2]);
    else wide_add_wide(&w, &high[i - 1]);
    wide_reduce(&r->a[2 * i], &w);
    wide_start(&w, FULL, 0);
    wide_add_wide(&w, &both[i]);
    wide_sub_wide(&w, &low[i]);
    wide_sub_wide(&w, &high[i]);
    wide_reduce(&r->a[2 * i + 1], &w);
  }
}

/* (f0 + f1 w)^2 = (f0 + f1)(f0 + v f1) - f0 f1 - v f0 f1 + 2 f0 f1 w */
void twelve_square(twelve *r, const twelve *x) {
  pair f0[3], f1[3];
  halves(f0, f1, x);
  wide product[3], both[3];
  six_product(product, f0, f1);
  pair shifted[3] = {pair_times_xi_nearest(f1[2]), f1[0], f1[1]};
  for (int i = 0; i < 3; i++) {
    f1[i] = pair_balance(pair_add(f0[i], f1[i]));
    f0[i] = pair_balance(pair_add(f0[i], shifted[i]));
  }
  six_product(both, f0, f1);
  for (int i = 0; i < 3; i++) {
    wide w;
    wide_start(&w, FULL, 0);
    wide_add_wide(&w, &both[i]);
    wide_sub_wide(&w, &product[i]);
    if (i == 0) wide_sub_xi(&w, &product[2]);
    else wide_sub_wide(&w, &product[i - 1]);
    wide_reduce(&r->a[2 * i], &w);
    wide_start(&w, FULL, 0);
    wide_add_wide(&w, &product[i]);
    wide_add_wide(&w, &product[i]);
    wide_reduce(&r->a[2 * i + 1], &w);
  }
}

/* ---- the cyclotomic subgroup ---- */

/* With s = w^3 and s^2 = xi: 3 (x + y s)^2, plus or minus twice the two parts of `old`. */
static void cyclotomic_part(pair *plain, pair *mixed, const pair *x, const pair *y, const pair *old_plain,
                            const pair *old_mixed, int turned) {
  wide xx, yy, xy;
  wide_start(&xx, RAW, 1);
  wide_add_square(&xx, x);
  wide_start(&yy, RAW, 1);
  wide_add_square(&yy, y);
  pair sum = pair_balance(pair_add(*x, *y));
  wide_start(&xy, RAW, 1);
  wide_add_square(&xy, &sum);
  wide_sub_wide(&xy, &xx);
  wide_sub_wide(&xy, &yy);
  wide_add_xi(&xx, &yy);

  pair twice = pair_negate(pair_double(*old_plain));
  wide w;
  wide_start(&w, FULL, 0);
  wide_add_triple(&w, &xx);
  wide_add_pair(&w, &twice);
  pair new_plain;
  wide_reduce(&new_plain, &w);

  twice = pair_double(*old_mixed);
  wide_start(&w, FULL, 0);
  if (turned) {
    wide raw;
    wide_start(&raw, RAW, 0);
    wide_add_xi(&raw, &xy);
    wide_add_triple(&w, &raw);
  } else {
    wide_add_triple(&w, &xy);
  }
  wide_add_pair(&w, &twice);
  wide_reduce(mixed, &w);
  *plain = new_plain;
}

void twelve_cyclotomic_square(twelve *r, const twelve *x) {
  twelve z = *x;
  cyclotomic_part(&r->a[0], &r->a[3], &z.a[0], &z.a[3], &z.a[0], &z.a[3], 0);
  cyclotomic_part(&r->a[2], &r->a[5], &z.a[1], &z.a[4], &z.a[2], &z.a[5], 0);
  cyclotomic_part(&r->a[4], &r->a[1], &z.a[2], &z.a[5], &z.a[4], &z.a[1], 1);
}

void twelve_conjugate(twelve *r, const twelve *x) {
  for (int i = 0; i < 6; i++) r->a[i] = i % 2 ? pair_negate(x->a[i]) : x->a[i];
}

void twelve_frobenius(twelve *r, const twelve *x, int times) {
  for (int i = 0; i < 6; i++) {
    pair factor = pair_constant(times == 1 ? FROBENIUS_1[i] : times == 2 ? FROBENIUS_2[i] : FROBENIUS_3[i]);
    pair part = times == 2 ? x->a[i] : pair_conjugate(x->a[i]);
    pair_mul(&r->a[i], &part, &factor);
  }
}

/* ---- inversion ---- */

static void six_inverse(pair r[3], const pair a[3]) {
  pair c[3], negative[3], turned[3], product;
  wide w;
  for (int i = 0; i < 3; i++) {
    negative[i] = pair_negate(a[i]);
    turned[i] = pair_times_xi_nearest(a[i]);
  }
  pair negative_turned = pair_negate(turned[1]);
  wide_start(&w, FULL, 3);
  wide_add_square(&w, &a[0]);
  wide_add_mul(&w, &negative_turned, &a[2]);
  wide_reduce(&c[0], &w);
  wide_start(&w, FULL, 4);
  wide_add_mul(&w, &turned[2], &a[2]);
  wide_add_mul(&w, &negative[0], &a[1]);
  wide_reduce(&c[1], &w);
  wide_start(&w, FULL, 3);
  wide_add_square(&w, &a[1]);
  wide_add_mul(&w, &negative[0], &a[2]);
  wide_reduce(&c[2], &w);
  wide_start(&w, FULL, 6);
  wide_add_mul(&w, &a[0], &c[0]);
  wide_add_mul(&w, &turned[2], &c[1]);
  wide_add_mul(&w, &turned[1], &c[2]);
  wide_reduce(&product, &w);
  pair_inverse(&product, &product);
  for (int i = 0; i < 3; i++) pair_mul(&r[i], &c[i], &product);
}

/* conj(x) / (x conj(x)). The denominator has no odd powers of w. */
void twelve_inverse(twelve *r, const twelve *x) {
  twelve conjugate, norm, inverse;
  pair even[3], odd[3];
  twelve_conjugate(&conjugate, x);
  twelve_mul(&norm, x, &conjugate);
  halves(even, odd, &norm);
  six_inverse(even, even);
  for (int i = 0; i < 3; i++) {
    inverse.a[2 * i] = even[i];
    inverse.a[2 * i + 1] = pair_zero();
  }
  twelve_mul(r, &conjugate, &inverse);
}

int twelve_is_one(const twelve *x) {
  pair one = pair_constant(ONE[0]);
  if (!pair_is_equal(&x->a[0], &one)) return 0;
  for (int i = 1; i < 6; i++)
    if (!pair_is_zero(&x->a[i])) return 0;
  return 1;
}

/* ---- lines ---- */

void twelve_mul_unit_line(twelve *r, const pair *b, const pair *c) {
  pair turned_b = pair_times_xi_nearest(*b), turned_c = pair_times_xi_nearest(*c);
  twelve f = *r;
  for (int i = 0; i < 6; i++) {
    wide w;
    wide_start(&w, FULL, 4);
    wide_add_mul(&w, &f.a[(i + 5) % 6], i < 1 ? &turned_b : b);
    wide_add_mul(&w, &f.a[(i + 3) % 6], i < 3 ? &turned_c : c);
    wide_add_pair(&w, &f.a[i]);
    wide_reduce(&r->a[i], &w);
  }
}

void twelve_mul_line(twelve *r, const pair *a, const pair *b, const pair *c) {
  pair turned_b = pair_times_xi_nearest(*b), turned_c = pair_times_xi_nearest(*c);
  twelve f = *r;
  for (int i = 0; i < 6; i++) {
    wide w;
    wide_start(&w, FULL, 6);
    wide_add_mul(&w, &f.a[i], a);
    wide_add_mul(&w, &f.a[(i + 5) % 6], i < 1 ? &turned_b : b);
    wide_add_mul(&w, &f.a[(i + 3) % 6], i < 3 ? &turned_c : c);
    wide_reduce(&r->a[i], &w);
  }
}
