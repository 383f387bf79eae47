/**
 * Ranges that are none of the Internet: private networks (RFC 1918), addresses that carriers share, which the pods of some clusters
 * have (RFC 6598), and link-local ones, by which a cloud tells a machine its credentials (RFC 3927).
 */
export const notInternet: readonly string[] = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];
