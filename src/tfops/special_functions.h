// Functions of one or two numbers that the C library lacks.
#ifndef GOLDCREST_SRC_TFOPS_SPECIAL_FUNCTIONS_H_
#define GOLDCREST_SRC_TFOPS_SPECIAL_FUNCTIONS_H_

namespace goldcrest::tf {

// log |gamma(x)|; unlike std::lgamma it touches no global.
double LogGamma(double x);
// The logarithmic derivative of gamma; NaN at 0 and negative integers.
double Digamma(double x);
// y with erf(y) = x, and with erfc(y) = x.
double InverseErf(double x);
double InverseErfc(double x);
// The regularized incomplete gamma functions: from 0 to x, and from x on.
double LowerGamma(double a, double x);
double UpperGamma(double a, double x);
// The derivatives of order n of Digamma, and the Hurwitz zeta function, sum of 1 / (k + q)^x.
double Polygamma(double n, double x);
double Zeta(double x, double q);
// The regularized incomplete beta function.
double IncompleteBeta(double a, double b, double x);

}  // namespace goldcrest::tf

#endif  // GOLDCREST_SRC_TFOPS_SPECIAL_FUNCTIONS_H_
