"""Results of earlier runs, kept on the user's disk, so that what has not changed is not judged again.

Whatever is wrong with the cache costs time and nothing else: no error of it reaches the user, unless they ask (`--verbose`).
"""
