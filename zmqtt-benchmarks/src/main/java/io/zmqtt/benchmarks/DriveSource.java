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
 * Opens what runs a workload.
 */
interface DriveSource {

	/**
	 * Return whether there is such a drive.
	 * @param workload the workload
	 * @return whether there is
	 */
	boolean supports(Workload workload);

	/**
	 * Connect.
	 * @param host the broker's host
	 * @param port the broker's port
	 * @param workload the workload
	 * @param window the most unacknowledged messages
	 * @return the drive over the new connection
	 */
	Drive open(String host, int port, Workload workload, int window);

	/**
	 * Return the drives of a contestant.
	 * @param driver the name of a class that is either a {@link Peer} or a
	 * {@link DriveSource}
	 * @return the drives
	 * @throws ReflectiveOperationException if there is no such class
	 */
	static DriveSource of(String driver) throws ReflectiveOperationException {
		Object contestant = Class.forName(driver).getConstructor().newInstance();
		return (contestant instanceof DriveSource drives) ? drives : new PeerDrives((Peer) contestant);
	}

	/**
	 * The drives over the connections of a peer.
	 *
	 * @param peer the peer
	 */
	record PeerDrives(Peer peer) implements DriveSource {

		@Override
		public boolean supports(Workload workload) {
			return this.peer.supports(workload.version());
		}

		@Override
		public Drive open(String host, int port, Workload workload, int window) {
			PeerConnection connection = this.peer.connect(host, port, workload.version());
			return switch (workload.direction()) {
				case publish -> PublishDrive.marked(connection, workload, window);
				case receive -> new ReceiveDrive(connection, workload, window);
			};
		}

	}

}
