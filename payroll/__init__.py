"""Payroll: from the month's output to accruals, the closed month, its corrections and the slip that explains each sum.

`output` sums what was done, `rate` finds the price of a norm minute on a day, `scheme` turns output into money by the
kinds of `accrual`; `month` knows the states and what stands in the way of closing; `closing` is the record of a closed
month, `adjustment` its later corrections; `payslip` says in words how every sum came about; `impact` shows what a
proposed norm would do to pay. The rules are those of docs/pay.md.
"""
