import sys

import migrations

if sys.argv[1:] == ["--anew"]:
    migrations.write_anew()
else:
    migrations.write(" ".join(sys.argv[1:]))
