"""From a folder of agencies' files to a release, in one step or not at all."""
