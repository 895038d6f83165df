; What a text must not hold to fit at a place: errors, and statements of Python 2,
; which the tolerant grammar still takes.
(ERROR) @wrong
(MISSING) @wrong
(print_statement) @wrong
(exec_statement) @wrong
