"""How sure an estimate is: placebos in space and time, conformal and jackknife intervals."""
