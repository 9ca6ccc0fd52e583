//! Programs of the upgradeable loader, and buffers to upgrade them with, put where they are needed.
//!
//! The light chains run an upgraded program from the next transaction on. The validator's runtime does from the next
//! slot on, and the one of these tests stays in its slot.

use super::Chain;
use solana_account::Account;
use solana_address::Address;
use solana_loader_v3_interface::{get_program_data_address, state::UpgradeableLoaderState};
use solana_sdk_ids::bpf_loader_upgradeable;

const LAMPORTS: u64 = 10_000_000_000;

/// Puts a program at `id` that `authority` may upgrade, or nobody. Its data counts as written in slot 0, and the loader
/// refuses to change a program twice in a slot.
pub fn set_program(chain: &mut impl Chain, id: Address, elf: &[u8], authority: Option<Address>) {
    let programdata_address = get_program_data_address(&id);
    let programdata = UpgradeableLoaderState::ProgramData {
        slot: 0,
        upgrade_authority_address: authority,
    };
    let metadata = UpgradeableLoaderState::size_of_programdata_metadata();
    let data = with_elf(&programdata, metadata, elf);
    // The second account makes the chain load the first one's ELF.
    chain.set_account(programdata_address, account(data, false));
    let program = UpgradeableLoaderState::Program { programdata_address };
    let len = UpgradeableLoaderState::size_of_program();
    chain.set_account(id, account(with_elf(&program, len, &[]), true));
}

/// Puts a buffer with this ELF at `address`, to be used by `authority`.
pub fn set_buffer(chain: &mut impl Chain, address: Address, elf: &[u8], authority: Address) {
    let buffer = UpgradeableLoaderState::Buffer {
        authority_address: Some(authority),
    };
    let metadata = UpgradeableLoaderState::size_of_buffer_metadata();
    chain.set_account(address, account(with_elf(&buffer, metadata, elf), false));
}

/// Who may upgrade the program at `id`.
///
/// # Panics
/// When it is not a program of the upgradeable loader.
pub fn upgrade_authority(chain: &mut impl Chain, id: &Address) -> Option<Address> {
    let account = chain.account(&get_program_data_address(id)).expect("a program");
    match bincode::deserialize(&account.data).expect("an account of the loader") {
        UpgradeableLoaderState::ProgramData {
            upgrade_authority_address,
            ..
        } => upgrade_authority_address,
        other => panic!("{other:?} is not a program's data"),
    }
}

fn with_elf(state: &UpgradeableLoaderState, metadata: usize, elf: &[u8]) -> Vec<u8> {
    let mut data = bincode::serialize(state).expect("a state has an encoding");
    // The loader reads the ELF at a fixed offset, whether or not there is an authority.
    data.resize(metadata, 0);
    data.extend_from_slice(elf);
    data
}

fn account(data: Vec<u8>, executable: bool) -> Account {
    Account {
        lamports: LAMPORTS,
        data,
        owner: bpf_loader_upgradeable::ID,
        executable,
        rent_epoch: u64::MAX,
    }
}
