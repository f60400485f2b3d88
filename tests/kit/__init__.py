"""What tests of several folders start and stand on: files of sites, inis, ports, processes and servers."""
