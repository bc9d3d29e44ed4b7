"""Policy packs that a user might write, right and wrong."""

TEAMS = """\
pack: own
policies:
  - id: every-source-has-a-team
    title: Every source says whose it is
    severity: medium
    resource: source
    query: |
      SELECT s.id AS resource_id, s.name AS resource_name
      FROM sources s
      WHERE s.id NOT IN (SELECT source_id FROM source_labels WHERE key = 'team')
    message: "{resource_name} belongs to no team"
    remediation: Add the label team in Segment.
"""

# Finds nothing in any workspace, but must look at every source's settings to say so.
QUIET = """\
pack: quiet
policies:
  - id: no-source-is-called-nobody
    title: No source is called nobody
    severity: low
    resource: source
    query: |
      SELECT s.id AS resource_id, s.name AS resource_name
      FROM sources s JOIN source_settings c ON c.source_id = s.id
      WHERE s.name = 'nobody'
    message: "{resource_name} is called nobody"
    remediation: Give it another name.
"""

# Ten mistakes, one to a line. Each comment is what the message about its line must contain.
TEN_MISTAKES = """\
pack: ten-mistakes
policies:
  - id: Wrong Id                              # a-z
    title: The id has a space
    severity: hihg                            # hihg
    resource: sorce                           # did you mean source?
    query: SELECT id AS resource_id FROM sorces    # did you mean sources?
    message: A message
    remediation: A remedy
  - id: second
    title: A column that is not there
    severity: low
    resource: source
    querry: SELECT 1                          # did you mean query?
    query: SELECT ide AS resource_id FROM sources    # ide
    message: A message
    remediation: A remedy
  - id: second                                # taken
    title: It returns no resource_id
    severity: low
    resource: source
    for: 5                                    # 5m?
    query: SELECT id FROM sources             # resource_id
    message: A message
    remediation: A remedy
  - id: fourth
    title: A placeholder that is not there
    severity: low
    resource: source
    query: SELECT id AS resource_id FROM sources
    message: "{resource_nme} is wrong"        # resource_nme
    remediation: A remedy
"""


def expected_mistakes(pack=TEN_MISTAKES):
    """(line number, what the message must contain) for each commented line; and the pack without the comments."""
    expected, lines = [], []
    for number, line in enumerate(pack.splitlines(), start=1):
        text, _, comment = line.partition("  #")
        lines.append(text.rstrip())
        if comment:
            expected.append((number, comment.strip()))
    return expected, "\n".join(lines) + "\n"
