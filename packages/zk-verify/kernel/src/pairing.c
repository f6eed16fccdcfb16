#include "pairing.h"

/* ---- the twist: y^2 = x^3 + b ---- */

int twist_is_on_curve(const twist_affine *q) {
  pair square, cube, b = pair_constant(TWIST_B[0]);
  wide w;
  pair_square(&cube, &q->x);
  wide_start(&w, FULL, 2);
  wide_add_mul(&w, &cube, &q->x);
  wide_add_pair(&w, &b);
  wide_reduce(&cube, &w);
  pair_square(&square, &q->y);
  return pair_is_equal(&square, &cube);
}

/*
 * Costello, Lange and Naehrig, "Faster pairing computations on curves with high-degree twists", section 5, scaled by 4
 * to avoid halving. The line is the tangent.
 */
static void double_step(line *l, twist_point *t) {
  pair xy, b, c, e, h, three_e, turned = pair_constant(TWIST_B[0]);
  pair_mul(&xy, &t->x, &t->y);
  pair_square(&b, &t->y);
  pair_square(&c, &t->z);
  c = pair_nearest(pair_add(pair_double(c), c));
  pair_mul(&e, &c, &turned);
  pair twice = pair_double(t->y);
  pair_mul(&h, &twice, &t->z);
  pair_square(&l->b, &t->x);
  l->b = pair_nearest(pair_add(pair_double(l->b), l->b));
  l->a = pair_negate(h);
  l->c = pair_nearest(pair_sub(e, b));

  three_e = pair_add(pair_double(e), e);
  pair difference = pair_nearest(pair_sub(b, three_e));
  xy = pair_double(xy);
  pair_mul(&t->x, &xy, &difference);
  pair sum = pair_nearest(pair_add(b, three_e));
  wide w, square;
  wide_start(&square, RAW, 1);
  wide_add_square(&square, &e);
  wide_start(&w, FULL, 1);
  wide_add_square(&w, &sum);
  wide_sub_twelve(&w, &square);
  wide_reduce(&t->y, &w);
  b = pair_nearest(pair_double(pair_double(b)));
  pair_mul(&t->z, &b, &h);
}

/*
 * Mixed addition from the same source. The line is the chord. If t = q, t = -q or t is infinity, z becomes and remains
 * 0, which the check at the end of the Miller loop refuses. For q in G2 this does not happen in the loop.
 */
static void add_step(line *l, twist_point *t, const twist_affine *q) {
  pair theta, lambda, c, d, e, f, g, negative;
  wide w;
  negative = pair_negate(q->y);
  wide_start(&w, FULL, 2);
  wide_add_mul(&w, &negative, &t->z);
  wide_add_pair(&w, &t->y);
  wide_reduce(&theta, &w);
  negative = pair_negate(q->x);
  wide_start(&w, FULL, 2);
  wide_add_mul(&w, &negative, &t->z);
  wide_add_pair(&w, &t->x);
  wide_reduce(&lambda, &w);
  pair_square(&c, &theta);
  pair_square(&d, &lambda);
  pair_mul(&e, &lambda, &d);
  pair_mul(&f, &t->z, &c);
  pair_mul(&g, &t->x, &d);
  pair h = pair_nearest(pair_sub(pair_add(e, f), pair_double(g)));
  pair_mul(&t->x, &lambda, &h);
  pair difference = pair_balance(pair_sub(g, h));
  negative = pair_negate(e);
  wide_start(&w, FULL, 4);
  wide_add_mul(&w, &theta, &difference);
  wide_add_mul(&w, &negative, &t->y);
  wide_reduce(&t->y, &w);
  pair_mul(&t->z, &t->z, &e);

  l->a = lambda;
  l->b = pair_negate(theta);
  negative = pair_negate(lambda);
  wide_start(&w, FULL, 4);
  wide_add_mul(&w, &theta, &q->x);
  wide_add_mul(&w, &negative, &q->y);
  wide_reduce(&l->c, &w);
}

/* psi^times: untwist, the Frobenius map, twist. */
static twist_affine frobenius_image(const twist_affine *q, int times) {
  const double(*table)[10] = times == 1 ? FROBENIUS_1 : times == 2 ? FROBENIUS_2 : FROBENIUS_3;
  pair x = times == 2 ? q->x : pair_conjugate(q->x), y = times == 2 ? q->y : pair_conjugate(q->y);
  pair for_x = pair_constant(table[2]), for_y = pair_constant(table[3]);
  twist_affine r;
  pair_mul(&r.x, &x, &for_x);
  pair_mul(&r.y, &y, &for_y);
  return r;
}

static twist_affine twist_negate(const twist_affine *q) {
  twist_affine r = {q->x, pair_negate(q->y)};
  return r;
}

/*
 * The accumulator is [6x+2]q + psi(q) - psi^2(q). It equals -psi^3(q) if and only if q has order r, because the
 * resultant of that polynomial and psi's characteristic polynomial shares only the factor r with the order of the
 * twist.
 */
static int ends_in_subgroup(const twist_point *t, const twist_affine *q) {
  twist_affine last = frobenius_image(q, 3);
  pair x, y;
  pair_mul(&x, &last.x, &t->z);
  pair_mul(&y, &last.y, &t->z);
  y = pair_negate(y);
  return !pair_is_zero(&t->z) && pair_is_equal(&x, &t->x) && pair_is_equal(&y, &t->y);
}

static twist_point to_projective(const twist_affine *q) {
  twist_point t = {q->x, q->y, pair_constant(ONE[0])};
  return t;
}

/* ---- fixed arguments ---- */

static unit_line to_unit(const line *l) {
  unit_line r;
  pair inverse;
  pair_inverse(&inverse, &l->a);
  pair_mul(&r.b, &l->b, &inverse);
  pair_mul(&r.c, &l->c, &inverse);
  return r;
}

int prepare(prepared *r, const twist_affine *q) {
  twist_point t = to_projective(q);
  twist_affine negative = twist_negate(q);
  line l;
  int at = 0;
  for (int i = 0; i < LOOP_LENGTH; i++) {
    double_step(&l, &t);
    r->lines[at++] = to_unit(&l);
    if (LOOP_DIGITS[i] == 0) continue;
    add_step(&l, &t, LOOP_DIGITS[i] > 0 ? q : &negative);
    r->lines[at++] = to_unit(&l);
  }
  twist_affine image = frobenius_image(q, 1);
  add_step(&l, &t, &image);
  r->lines[at++] = to_unit(&l);
  image = frobenius_image(q, 2);
  image = twist_negate(&image);
  add_step(&l, &t, &image);
  r->lines[at++] = to_unit(&l);
  return ends_in_subgroup(&t, q);
}

/* ---- the loop ---- */

static void mul_moving_line(twelve *f, line *l, const moving *m) {
  pair a, b;
  pair_mul_lanes(&a, &l->a, &m->py);
  pair_mul_lanes(&b, &l->b, &m->px);
  twelve_mul_line(f, &a, &b, &l->c);
}

static void mul_fixed_lines(twelve *f, int at, const prepared *const *fixed, const slope *points, int count) {
  for (int i = 0; i < count; i++) {
    pair b, c;
    pair_mul_lanes(&b, &fixed[i]->lines[at].b, &points[i].x_over_y);
    pair_mul_lanes(&c, &fixed[i]->lines[at].c, &points[i].one_over_y);
    twelve_mul_unit_line(f, &b, &c);
  }
}

static void add_all(twelve *f, moving *pairs, int count, int sign) {
  line l;
  for (int i = 0; i < count; i++) {
    twist_affine q = sign > 0 ? pairs[i].q : twist_negate(&pairs[i].q);
    add_step(&l, &pairs[i].t, &q);
    mul_moving_line(f, &l, &pairs[i]);
  }
}

static void add_images(twelve *f, moving *pairs, int count, int times) {
  line l;
  for (int i = 0; i < count; i++) {
    twist_affine image = frobenius_image(&pairs[i].q, times);
    if (times == 2) image = twist_negate(&image);
    add_step(&l, &pairs[i].t, &image);
    mul_moving_line(f, &l, &pairs[i]);
  }
}

int miller_loop(twelve *r, moving *pairs, int count, const prepared *const *fixed, const slope *points, int fixed_count) {
  int at = 0;
  line l;
  twelve_one(r);
  for (int i = 0; i < count; i++) pairs[i].t = to_projective(&pairs[i].q);
  for (int step = 0; step < LOOP_LENGTH; step++) {
    if (step > 0) twelve_square(r, r);
    for (int i = 0; i < count; i++) {
      double_step(&l, &pairs[i].t);
      mul_moving_line(r, &l, &pairs[i]);
    }
    mul_fixed_lines(r, at++, fixed, points, fixed_count);
    if (LOOP_DIGITS[step] == 0) continue;
    add_all(r, pairs, count, LOOP_DIGITS[step]);
    mul_fixed_lines(r, at++, fixed, points, fixed_count);
  }
  for (int times = 1; times <= 2; times++) {
    add_images(r, pairs, count, times);
    mul_fixed_lines(r, at++, fixed, points, fixed_count);
  }
  for (int i = 0; i < count; i++)
    if (REFUSED(!ends_in_subgroup(&pairs[i].t, &pairs[i].q))) return 0;
  return 1;
}

/* ---- the final exponentiation ---- */

/* x to the power of minus the BN parameter, for x in the cyclotomic subgroup. */
static void power_of_minus_parameter(twelve *r, const twelve *x) {
  twelve odd[4], square, inverse, result;
  odd[0] = *x;
  twelve_cyclotomic_square(&square, x);
  for (int i = 1; i < 4; i++) twelve_mul(&odd[i], &odd[i - 1], &square);
  result = odd[PARAMETER_DIGITS[0] / 2];
  for (int i = 1; i < PARAMETER_LENGTH; i++) {
    twelve_cyclotomic_square(&result, &result);
    int digit = PARAMETER_DIGITS[i];
    if (digit > 0) twelve_mul(&result, &result, &odd[digit / 2]);
    if (digit < 0) {
      twelve_conjugate(&inverse, &odd[-digit / 2]);
      twelve_mul(&result, &result, &inverse);
    }
  }
  twelve_conjugate(r, &result);
}

/* f^((p^6 - 1)(p^2 + 1)) */
static void easy_part(twelve *f) {
  twelve inverse, conjugate, image;
  twelve_inverse(&inverse, f);
  twelve_conjugate(&conjugate, f);
  twelve_mul(f, &conjugate, &inverse);
  twelve_frobenius(&image, f, 2);
  twelve_mul(f, &image, f);
}

/* Fuentes-Castaneda, Knapp and Rodriguez-Henriquez, "Faster hashing to G2", section 6. */
void final_exponentiation(twelve *r) {
  twelve y1, y2, y4, y6, y8, y9, t;
  easy_part(r);
  power_of_minus_parameter(&y1, r);
  twelve_cyclotomic_square(&y1, &y1); /* -2x */
  twelve_cyclotomic_square(&y2, &y1);
  twelve_mul(&y2, &y2, &y1); /* -6x */
  power_of_minus_parameter(&y4, &y2); /* 6x^2 */
  twelve_cyclotomic_square(&y6, &y4);
  power_of_minus_parameter(&y6, &y6); /* -12x^3 */
  twelve_conjugate(&y6, &y6);
  twelve_conjugate(&y2, &y2);
  twelve_mul(&y8, &y6, &y4);
  twelve_mul(&y8, &y8, &y2); /* 12x^3 + 6x^2 + 6x */
  twelve_mul(&y9, &y8, &y1); /* 12x^3 + 6x^2 + 4x */
  twelve_mul(&y4, &y8, &y4);
  twelve_mul(&y4, &y4, r); /* 12x^3 + 12x^2 + 6x + 1 */
  twelve_frobenius(&t, &y9, 1);
  twelve_mul(&y4, &y4, &t);
  twelve_frobenius(&t, &y8, 2);
  twelve_mul(&y4, &y4, &t);
  twelve_conjugate(r, r);
  twelve_mul(&t, r, &y9);
  twelve_frobenius(&t, &t, 3);
  twelve_mul(r, &y4, &t);
}
