#include "msm.h"

static points endomorphism(const points *p) {
  pair root = pair_constant(CUBE_ROOT[0]);
  points r = *p;
  pair_mul_lanes(&r.x, &p->x, &root);
  return r;
}

void straus_prepare(straus_table *r, const affine_points *p) {
  points *e = r->entry;
  e[0] = points_infinity();
  e[1] = points_from(p);
  points_double(&e[2], &e[1]);
  points_add_affine(&e[3], &e[2], p);
  for (int j = 1; j < 4; j++) e[4 * j] = endomorphism(&e[j]);
  for (int j = 1; j < 4; j++)
    for (int i = 1; i < 4; i++) points_add(&e[i + 4 * j], &e[i], &e[4 * j]);
}

static int digits_at(const coefficient *c, int window) {
  return (int)(c->u >> (2 * window) & 3) | (int)(c->v >> (2 * window) & 3) << 2;
}

static void add_entry(points *sum, const straus_table *table, const coefficient *left, const coefficient *right, int window) {
  points addend = points_join(&table->entry[digits_at(left, window)], &table->entry[digits_at(right, window)]);
  BOUNDS_ONLY(for (int i = 0; i < STRAUS_ENTRIES; i++) addend = points_widest(&addend, &table->entry[i]);)
  points_add(sum, sum, &addend);
}

points straus_multiply(const straus_table *table, const coefficient *left, const coefficient *right) {
  points sum = points_infinity();
  for (int window = 31; window >= 0; window--) {
    if (window < 31) {
      points_double(&sum, &sum);
      points_double(&sum, &sum);
    }
    add_entry(&sum, table, left, right, window);
  }
  return sum;
}

points straus_sum(const straus_table *tables, int count, const coefficient *coefficients) {
  points sum = points_infinity();
  for (int window = 31; window >= 0; window--) {
    if (window < 31) {
      points_double(&sum, &sum);
      points_double(&sum, &sum);
    }
    for (int i = 0; i < count; i++) add_entry(&sum, &tables[i], &coefficients[2 * i], &coefficients[2 * i + 1], window);
  }
  points other = points_swap(&sum);
  points_add(&sum, &sum, &other);
  return sum;
}
