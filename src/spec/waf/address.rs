use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::super::Template;
use super::super::decode::Context;
use crate::diag::{Diagnostic, Span};

/// A block of addresses: `203.0.113.0/24`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Network {
    first: IpAddr,
    prefix: u8,
}

/// What keeps a text from being a block of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    /// It is no address, or its prefix no length.
    Shape,
    /// Every address.
    Everything,
    /// The address is not the first of its block, which this is.
    Inside(Network),
}

impl Network {
    fn parse(text: &str) -> Result<Self, Wrong> {
        let (ip, prefix) = match text.split_once('/') {
            Some((ip, prefix)) => (ip, Some(prefix)),
            None => (text, None),
        };
        let ip: IpAddr = ip.parse().map_err(|_| Wrong::Shape)?;
        let longest = if ip.is_ipv4() { 32 } else { 128 };
        let prefix: u8 = match prefix {
            Some(prefix) => prefix.parse().map_err(|_| Wrong::Shape)?,
            None => longest,
        };
        if prefix == 0 {
            return Err(Wrong::Everything);
        }
        if prefix > longest {
            return Err(Wrong::Shape);
        }
        let first = match ip {
            IpAddr::V4(ip) => IpAddr::V4(Ipv4Addr::from(u32::from(ip) & (u32::MAX << (32 - prefix)))),
            IpAddr::V6(ip) => IpAddr::V6(Ipv6Addr::from(u128::from(ip) & (u128::MAX << (128 - prefix)))),
        };
        let network = Self { first, prefix };
        if first == ip { Ok(network) } else { Err(Wrong::Inside(network)) }
    }

    /// The block that a text names, whose address must be its first; else the complaint about it.
    ///
    /// # Errors
    /// E0441, at `span`.
    pub fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        Self::parse(text).map_err(|wrong| {
            let problem = Diagnostic::error("E0441", format!("`{text}` is not a block of addresses"));
            match wrong {
                Wrong::Shape => problem
                    .at(span, "no address in CIDR notation")
                    .help("write it as in `203.0.113.0/24` or `2001:db8::/32`"),
                Wrong::Everything => problem
                    .at(span, "AWS takes no block of all addresses")
                    .help("leave the statement out, or use `0.0.0.0/1` and `128.0.0.0/1`"),
                Wrong::Inside(network) => problem
                    .at(span, "not the first address of its block")
                    .help(format!("write the whole block as `{network}`, or that address alone without `/…`")),
            }
        })
    }

    /// Whether its addresses have four bytes.
    pub fn is_ipv4(&self) -> bool {
        self.first.is_ipv4()
    }

    /// The length of its prefix, bits.
    pub fn prefix(&self) -> u8 {
        self.prefix
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.first, self.prefix)
    }
}

/// Complains about addresses that can be judged already: those that hold no reference.
pub(super) fn judge(addresses: &[Template], cx: &mut Context) {
    for address in addresses {
        let Some(text) = address.as_literal().filter(|_| cx.are_sound(&[address.span])) else { continue };
        if let Err(problem) = Network::read(text, address.span) {
            cx.push(problem);
            cx.gaps.add_value(address.span);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_written_as_aws_does() {
        let shown = |text| Network::parse(text).map(|network| network.to_string());
        assert_eq!(shown("203.0.113.7"), Ok("203.0.113.7/32".to_owned()));
        assert_eq!(shown("2001:0db8:0:0::/32"), Ok("2001:db8::/32".to_owned()));
        assert_eq!(shown("0.0.0.0/0"), Err(Wrong::Everything));
        assert_eq!(shown("10.0.0.0/33"), Err(Wrong::Shape));
        assert!(
            matches!(Network::parse("10.1.2.3/8"), Err(Wrong::Inside(network)) if network.to_string() == "10.0.0.0/8")
        );
    }
}
