//! Every code a problem can have, one file each: what `engine explain` shows. Codes are never reused:
//! a number that is missing here was given up (E0723, a system without random bytes, is E0900 now).
//!
//! `E01…` are about text, `E02…` about shape, `E03…` about references, `E04…` about one block's meaning, `…05…` about the
//! meaning of several blocks together, `E07…` about config files and secrets, `E08…` about a spec in its
//! environment, `E09…` about what stops a command besides its spec. Codes that begin with `W` are warnings or advice.

mod e0101;
mod e0102;
mod e0103;
mod e0104;
mod e0105;
mod e0106;
mod e0107;
mod e0108;
mod e0109;
mod e0110;
mod e0111;
mod e0112;
mod e0113;
mod e0114;
mod e0115;
mod e0201;
mod e0202;
mod e0203;
mod e0204;
mod e0205;
mod e0206;
mod e0207;
mod e0208;
mod e0209;
mod e0210;
mod e0211;
mod e0212;
mod e0213;
mod e0215;
mod e0216;
mod e0217;
mod e0218;
mod e0219;
mod e0220;
mod e0222;
mod e0301;
mod e0302;
mod e0303;
mod e0304;
mod e0305;
mod e0306;
mod e0307;
mod e0308;
mod e0309;
mod e0310;
mod e0311;
mod e0312;
mod e0313;
mod e0320;
mod e0321;
mod e0322;
mod e0323;
mod e0401;
mod e0402;
mod e0403;
mod e0404;
mod e0405;
mod e0406;
mod e0407;
mod e0408;
mod e0409;
mod e0410;
mod e0411;
mod e0412;
mod e0413;
mod e0414;
mod e0415;
mod e0416;
mod e0417;
mod e0418;
mod e0420;
mod e0421;
mod e0422;
mod e0423;
mod e0424;
mod e0425;
mod e0426;
mod e0427;
mod e0428;
mod e0429;
mod e0440;
mod e0441;
mod e0442;
mod e0443;
mod e0444;
mod e0445;
mod e0446;
mod e0447;
mod e0448;
mod e0450;
mod e0451;
mod e0452;
mod e0453;
mod e0454;
mod e0456;
mod e0457;
mod e0458;
mod e0459;
mod e0460;
mod e0461;
mod e0462;
mod e0463;
mod e0503;
mod e0506;
mod e0511;
mod e0512;
mod e0516;
mod e0517;
mod e0518;
mod e0541;
mod e0701;
mod e0702;
mod e0703;
mod e0704;
mod e0705;
mod e0706;
mod e0707;
mod e0708;
mod e0709;
mod e0710;
mod e0711;
mod e0712;
mod e0713;
mod e0714;
mod e0715;
mod e0716;
mod e0717;
mod e0718;
mod e0719;
mod e0720;
mod e0722;
mod e0724;
mod e0801;
mod e0802;
mod e0803;
mod e0804;
mod e0805;
mod e0806;
mod e0807;
mod e0808;
mod e0809;
mod e0810;
mod e0811;
mod e0813;
mod e0814;
mod e0815;
mod e0816;
mod e0820;
mod e0840;
mod e0900;
mod e0901;
mod e0902;
mod e0903;
mod e0904;
mod e0905;
mod e0906;
mod e0907;
mod e0908;
mod e0909;
mod openings;
mod page;
mod w0221;
mod w0501;
mod w0502;
mod w0504;
mod w0505;
mod w0507;
mod w0508;
mod w0509;
mod w0510;
mod w0513;
mod w0514;
mod w0515;
mod w0516;
mod w0517;
mod w0530;
mod w0531;
mod w0532;
mod w0533;
mod w0534;
mod w0535;
mod w0536;
mod w0537;
mod w0538;
mod w0539;
mod w0540;
mod w0541;
mod w0542;
mod w0543;
mod w0544;
mod w0545;
mod w0546;
mod w0547;
mod w0548;
mod w0549;
mod w0550;
mod w0551;
mod w0552;
mod w0553;
mod w0554;
mod w0555;
mod w0556;
mod w0557;
mod w0558;
mod w0559;
mod w0560;
mod w0561;
mod w0562;
mod w0563;
mod w0564;
mod w0565;
mod w0566;
mod w0567;
mod w0568;
mod w0721;

use page::file;
pub use page::{Example, File, Page};

/// Every page, by code.
pub fn all() -> &'static [Page] {
    ALL
}

/// The page of a code, whatever its case.
pub fn explain(code: &str) -> Option<&'static Page> {
    ALL.iter().find(|page| page.code.eq_ignore_ascii_case(code))
}

const ALL: &[Page] = &[
    e0101::PAGE,
    e0102::PAGE,
    e0103::PAGE,
    e0104::PAGE,
    e0105::PAGE,
    e0106::PAGE,
    e0107::PAGE,
    e0108::PAGE,
    e0109::PAGE,
    e0110::PAGE,
    e0111::PAGE,
    e0112::PAGE,
    e0113::PAGE,
    e0114::PAGE,
    e0115::PAGE,
    e0201::PAGE,
    e0202::PAGE,
    e0203::PAGE,
    e0204::PAGE,
    e0205::PAGE,
    e0206::PAGE,
    e0207::PAGE,
    e0208::PAGE,
    e0209::PAGE,
    e0210::PAGE,
    e0211::PAGE,
    e0212::PAGE,
    e0213::PAGE,
    e0215::PAGE,
    e0216::PAGE,
    e0217::PAGE,
    e0218::PAGE,
    e0219::PAGE,
    e0220::PAGE,
    e0222::PAGE,
    e0301::PAGE,
    e0302::PAGE,
    e0303::PAGE,
    e0304::PAGE,
    e0305::PAGE,
    e0306::PAGE,
    e0307::PAGE,
    e0308::PAGE,
    e0309::PAGE,
    e0310::PAGE,
    e0311::PAGE,
    e0312::PAGE,
    e0313::PAGE,
    e0320::PAGE,
    e0321::PAGE,
    e0322::PAGE,
    e0323::PAGE,
    e0401::PAGE,
    e0402::PAGE,
    e0403::PAGE,
    e0404::PAGE,
    e0405::PAGE,
    e0406::PAGE,
    e0407::PAGE,
    e0408::PAGE,
    e0409::PAGE,
    e0410::PAGE,
    e0411::PAGE,
    e0412::PAGE,
    e0413::PAGE,
    e0414::PAGE,
    e0415::PAGE,
    e0416::PAGE,
    e0417::PAGE,
    e0418::PAGE,
    e0420::PAGE,
    e0421::PAGE,
    e0422::PAGE,
    e0423::PAGE,
    e0424::PAGE,
    e0425::PAGE,
    e0426::PAGE,
    e0427::PAGE,
    e0428::PAGE,
    e0429::PAGE,
    e0440::PAGE,
    e0441::PAGE,
    e0442::PAGE,
    e0443::PAGE,
    e0444::PAGE,
    e0445::PAGE,
    e0446::PAGE,
    e0447::PAGE,
    e0448::PAGE,
    e0450::PAGE,
    e0451::PAGE,
    e0452::PAGE,
    e0453::PAGE,
    e0454::PAGE,
    e0456::PAGE,
    e0457::PAGE,
    e0458::PAGE,
    e0459::PAGE,
    e0460::PAGE,
    e0461::PAGE,
    e0462::PAGE,
    e0463::PAGE,
    e0503::PAGE,
    e0506::PAGE,
    e0511::PAGE,
    e0512::PAGE,
    e0516::PAGE,
    e0517::PAGE,
    e0518::PAGE,
    e0541::PAGE,
    e0701::PAGE,
    e0702::PAGE,
    e0703::PAGE,
    e0704::PAGE,
    e0705::PAGE,
    e0706::PAGE,
    e0707::PAGE,
    e0708::PAGE,
    e0709::PAGE,
    e0710::PAGE,
    e0711::PAGE,
    e0712::PAGE,
    e0713::PAGE,
    e0714::PAGE,
    e0715::PAGE,
    e0716::PAGE,
    e0717::PAGE,
    e0718::PAGE,
    e0719::PAGE,
    e0720::PAGE,
    e0722::PAGE,
    e0724::PAGE,
    e0801::PAGE,
    e0802::PAGE,
    e0803::PAGE,
    e0804::PAGE,
    e0805::PAGE,
    e0806::PAGE,
    e0807::PAGE,
    e0808::PAGE,
    e0809::PAGE,
    e0810::PAGE,
    e0811::PAGE,
    e0813::PAGE,
    e0814::PAGE,
    e0815::PAGE,
    e0816::PAGE,
    e0820::PAGE,
    e0840::PAGE,
    e0900::PAGE,
    e0901::PAGE,
    e0902::PAGE,
    e0903::PAGE,
    e0904::PAGE,
    e0905::PAGE,
    e0906::PAGE,
    e0907::PAGE,
    e0908::PAGE,
    e0909::PAGE,
    w0221::PAGE,
    w0501::PAGE,
    w0502::PAGE,
    w0504::PAGE,
    w0505::PAGE,
    w0507::PAGE,
    w0508::PAGE,
    w0509::PAGE,
    w0510::PAGE,
    w0513::PAGE,
    w0514::PAGE,
    w0515::PAGE,
    w0516::PAGE,
    w0517::PAGE,
    w0530::PAGE,
    w0531::PAGE,
    w0532::PAGE,
    w0533::PAGE,
    w0534::PAGE,
    w0535::PAGE,
    w0536::PAGE,
    w0537::PAGE,
    w0538::PAGE,
    w0539::PAGE,
    w0540::PAGE,
    w0541::PAGE,
    w0542::PAGE,
    w0543::PAGE,
    w0544::PAGE,
    w0545::PAGE,
    w0546::PAGE,
    w0547::PAGE,
    w0548::PAGE,
    w0549::PAGE,
    w0550::PAGE,
    w0551::PAGE,
    w0552::PAGE,
    w0553::PAGE,
    w0554::PAGE,
    w0555::PAGE,
    w0556::PAGE,
    w0557::PAGE,
    w0558::PAGE,
    w0559::PAGE,
    w0560::PAGE,
    w0561::PAGE,
    w0562::PAGE,
    w0563::PAGE,
    w0564::PAGE,
    w0565::PAGE,
    w0566::PAGE,
    w0567::PAGE,
    w0568::PAGE,
    w0721::PAGE,
];
