"""A small world of readers and creators in which rankers are tried. See docs/ranking.md, Proof."""
