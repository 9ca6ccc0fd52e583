//! Accounts that exist from the first slot on: programs and wallets.

use crate::LocalnetError;
use solana_account::Account;
use solana_address::Address;
use solana_loader_v3_interface::{get_program_data_address, state::UpgradeableLoaderState};
use solana_sdk_ids::bpf_loader_upgradeable;
use surfpool_core::surfnet::svm::SurfnetSvm;

/// A program that is there from the first slot on, as the upgradeable loader leaves it.
pub(crate) struct GenesisProgram {
    pub(crate) id: Address,
    pub(crate) elf: Vec<u8>,
    pub(crate) upgrade_authority: Option<Address>,
}

/// Writes the program's two accounts; the second one makes the virtual machine load the ELF.
pub(crate) fn load_program(svm: &mut SurfnetSvm, program: GenesisProgram) -> Result<(), LocalnetError> {
    let GenesisProgram {
        id,
        elf,
        upgrade_authority,
    } = program;
    let failed = |reason: String| LocalnetError::Program { id, reason };
    let programdata_address = get_program_data_address(&id);
    let mut programdata = encode(&UpgradeableLoaderState::ProgramData {
        slot: 0,
        upgrade_authority_address: upgrade_authority,
    })
    .map_err(&failed)?;
    // The loader reads the ELF at this fixed offset, whether or not there is an authority.
    programdata.resize(UpgradeableLoaderState::size_of_programdata_metadata(), 0);
    programdata.extend_from_slice(&elf);
    let program = encode(&UpgradeableLoaderState::Program { programdata_address }).map_err(&failed)?;

    for (address, data, executable) in [(programdata_address, programdata, false), (id, program, true)] {
        let account = Account {
            lamports: svm.inner.minimum_balance_for_rent_exemption(data.len()),
            data,
            owner: bpf_loader_upgradeable::ID,
            executable,
            rent_epoch: u64::MAX,
        };
        svm.set_account(&address, account)
            .map_err(|error| failed(error.to_string()))?;
    }
    Ok(())
}

/// Gives a wallet its lamports.
pub(crate) fn fund(svm: &mut SurfnetSvm, address: Address, lamports: u64) -> Result<(), LocalnetError> {
    let wallet = Account {
        lamports,
        rent_epoch: u64::MAX,
        ..Account::default()
    };
    svm.set_account(&address, wallet)
        .map_err(|error| LocalnetError::Account {
            address,
            reason: error.to_string(),
        })
}

fn encode(state: &UpgradeableLoaderState) -> Result<Vec<u8>, String> {
    bincode::serialize(state).map_err(|error| error.to_string())
}
