import sys

import migrations

migrations.write(" ".join(sys.argv[1:]))
