#include "curve.h"

points points_infinity(void) {
  points r = {pair_zero(), pair_constant(ONE_BOTH[0]), pair_zero()};
  return r;
}

points points_from(const affine_points *p) {
  points r = {p->x, p->y, pair_constant(ONE_BOTH[0])};
  return r;
}

points points_swap(const points *p) {
  points r = {pair_swap(p->x), pair_swap(p->y), pair_swap(p->z)};
  return r;
}

points points_join(const points *p, const points *q) {
  points r = {pair_join(p->x, q->x), pair_join(p->y, q->y), pair_join(p->z, q->z)};
  return r;
}

static pair triple(pair a) { return pair_balance(pair_add(pair_double(a), a)); }
/* 3b is 9, where b is the curve's constant. */
static pair nine_times(pair a) { return pair_nearest(pair_multiple_plus(a, 9.0, pair_zero())); }

/* r = a*b + c*d */
static void sum_of_products(pair *r, const pair *a, const pair *b, const pair *c, const pair *d) {
  wide w;
  wide_start(&w, FULL, 2);
  wide_add_lanes(&w, a, b);
  wide_add_lanes(&w, c, d);
  wide_reduce(r, &w);
}

/* r = a*b + c */
static void product_plus(pair *r, const pair *a, const pair *b, const pair *c) {
  wide w;
  wide_start(&w, FULL, 1);
  wide_add_lanes(&w, a, b);
  wide_add_pair(&w, c);
  wide_reduce(r, &w);
}

/*
 * The second half of algorithms 7 and 8: xx = X1 X2, yy = Y1 Y2, zz = 9 Z1 Z2, xy = X1 Y2 + X2 Y1,
 * yz = Y1 Z2 + Y2 Z1, xz = 9 (X1 Z2 + X2 Z1).
 */
static void combine(points *r, pair xx, const pair *yy, const pair *zz, const pair *xy, const pair *yz, const pair *xz) {
  pair minus = pair_balance(pair_sub(*yy, *zz)), plus = pair_balance(pair_add(*yy, *zz));
  pair three_xx = triple(xx), negative_yz = pair_negate(*yz);
  sum_of_products(&r->x, xy, &minus, &negative_yz, xz);
  sum_of_products(&r->y, xz, &three_xx, &minus, &plus);
  sum_of_products(&r->z, &plus, yz, &three_xx, xy);
}

void points_add(points *r, const points *p, const points *q) {
  pair xx, yy, zz, xy, yz, xz;
  pair_mul_lanes(&xx, &p->x, &q->x);
  pair_mul_lanes(&yy, &p->y, &q->y);
  pair_mul_lanes(&zz, &p->z, &q->z);
  sum_of_products(&xy, &p->x, &q->y, &p->y, &q->x);
  sum_of_products(&yz, &p->y, &q->z, &p->z, &q->y);
  sum_of_products(&xz, &p->x, &q->z, &p->z, &q->x);
  zz = nine_times(zz);
  xz = nine_times(xz);
  combine(r, xx, &yy, &zz, &xy, &yz, &xz);
}

void points_add_affine(points *r, const points *p, const affine_points *q) {
  pair xx, yy, zz, xy, yz, xz;
  pair_mul_lanes(&xx, &p->x, &q->x);
  pair_mul_lanes(&yy, &p->y, &q->y);
  sum_of_products(&xy, &p->x, &q->y, &p->y, &q->x);
  product_plus(&yz, &q->y, &p->z, &p->y);
  product_plus(&xz, &q->x, &p->z, &p->x);
  zz = nine_times(p->z);
  xz = nine_times(xz);
  combine(r, xx, &yy, &zz, &xy, &yz, &xz);
}

void points_double(points *r, const points *p) {
  pair yy, yz, zz, xy;
  pair_mul_lanes(&yy, &p->y, &p->y);
  pair_mul_lanes(&yz, &p->y, &p->z);
  pair_mul_lanes(&zz, &p->z, &p->z);
  pair_mul_lanes(&xy, &p->x, &p->y);
  zz = nine_times(zz);
  pair eight_yy = pair_nearest(pair_double(pair_balance(pair_double(pair_double(yy)))));
  pair minus = pair_nearest(pair_sub(yy, triple(zz))), plus = pair_balance(pair_add(yy, zz));
  xy = pair_double(xy);
  pair_mul_lanes(&r->x, &xy, &minus);
  sum_of_products(&r->y, &minus, &plus, &eight_yy, &zz);
  pair_mul_lanes(&r->z, &eight_yy, &yz);
}

int affine_lane_is_on_curve(const affine_points *p, int lane) {
  pair difference, three = pair_constant(THREE_BOTH[0]), square, negative = pair_negate(p->x);
  pair_mul_lanes(&square, &p->x, &p->x);
  wide w;
  wide_start(&w, LIGHT, 2);
  wide_add_lanes(&w, &p->y, &p->y);
  wide_add_lanes(&w, &negative, &square);
  wide_reduce_light(&difference, &w);
  difference = pair_balance(pair_sub(difference, three));
  return pair_lane_is_zero(&difference, lane);
}

/* Montgomery's trick: one inversion for all points. A z of 0 is skipped, in each lane separately. */
void points_normalise(affine_points *r, const points *p, int count, pair *scratch) {
  pair one = pair_constant(ONE_BOTH[0]), running = one, inverse, z;
  for (int i = 0; i < count; i++) {
    scratch[i] = running;
    z = pair_select(pair_zero_lanes(&p[i].z), one, p[i].z);
    pair_mul_lanes(&running, &running, &z);
  }
  pair_inverse_lanes(&running, &running);
  for (int i = count - 1; i >= 0; i--) {
    column zero = pair_zero_lanes(&p[i].z);
    z = pair_select(zero, one, p[i].z);
    pair_mul_lanes(&inverse, &running, &scratch[i]);
    pair_mul_lanes(&running, &running, &z);
    pair_mul_lanes(&r[i].x, &p[i].x, &inverse);
    pair_mul_lanes(&r[i].y, &p[i].y, &inverse);
    r[i].x = pair_select(zero, pair_zero(), r[i].x);
    r[i].y = pair_select(zero, pair_zero(), r[i].y);
  }
}

void points_slopes(slope *left, slope *right, const points *p) {
  pair inverse, x, z;
  pair_inverse_lanes(&inverse, &p->y);
  pair_mul_lanes(&x, &p->x, &inverse);
  pair_mul_lanes(&z, &p->z, &inverse);
  left->x_over_y = pair_left(x);
  left->one_over_y = pair_left(z);
  right->x_over_y = pair_right(x);
  right->one_over_y = pair_right(z);
}

/* ---- combs ---- */

void comb_prepare(comb *r, const affine_points *bases, points *work, pair *scratch) {
  points tooth = points_from(bases);
  work[0] = points_infinity();
  for (int k = 0; k < COMB_TEETH; k++) {
    for (int i = 0; k > 0 && i < COMB_SPACING; i++) points_double(&tooth, &tooth);
    for (int i = 0; i < 1 << k; i++) points_add(&work[i + (1 << k)], &work[i], &tooth);
  }
  points_normalise(r->entry, work, COMB_ENTRIES, scratch);
}

static int teeth_at(const unsigned int *scalar, int bit) {
  int index = 0;
  for (int k = 0; k < COMB_TEETH; k++) index |= (int)(scalar[k] >> bit & 1) << k;
  return index;
}

static affine_points comb_entry(const comb *c, int left, int right) {
  const affine_points *l = &c->entry[left], *r = &c->entry[right];
  affine_points both = {pair_join(l->x, r->x), pair_join(l->y, r->y)};
  BOUNDS_ONLY(for (int i = 0; i < COMB_ENTRIES; i++) {
    both.x = pair_widest(both.x, c->entry[i].x);
    both.y = pair_widest(both.y, c->entry[i].y);
  })
  return both;
}

points comb_sum(const comb *combs, int count, const unsigned int *scalars) {
  points sum = points_infinity();
  for (int bit = COMB_SPACING - 1; bit >= 0; bit--) {
    if (bit < COMB_SPACING - 1) points_double(&sum, &sum);
    for (int i = 0; i < count; i++) {
      int left = teeth_at(scalars + 16 * i, bit), right = teeth_at(scalars + 16 * i + 8, bit);
      if (REFUSED(left == 0 && right == 0)) continue;
      affine_points addend = comb_entry(&combs[i], left, right);
      points next;
      points_add_affine(&next, &sum, &addend);
      column kept = column_lanes(left == 0, right == 0);
      sum.x = pair_select(kept, sum.x, next.x);
      sum.y = pair_select(kept, sum.y, next.y);
      sum.z = pair_select(kept, sum.z, next.z);
    }
  }
  points other = points_swap(&sum);
  points_add(&sum, &sum, &other);
  return sum;
}
