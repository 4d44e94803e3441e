/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.benchmarks;

/**
 * Moves the same bytes as the clients without any of their logic: what is left is the
 * cost of the sockets, below which no client can get.
 */
public final class RawPeer implements DriveSource, Peer {

	@Override
	public boolean supports(Workload workload) {
		return true;
	}

	@Override
	public Drive open(String host, int port, Workload workload, int window) {
		RawConnection connection = new RawConnection(host, port, workload);
		return switch (workload.direction()) {
			case publish -> new RawPublishDrive(connection, workload, window);
			case receive -> new RawReceiveDrive(connection, workload, window);
		};
	}

	@Override
	public boolean supports(ProtocolVersion version) {
		return version == ProtocolVersion.V3_1_1;
	}

	@Override
	public PeerConnection connect(String host, int port, ProtocolVersion version) {
		return new RawPeerConnection(host, port);
	}

}
