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

package io.zmqtt;

/**
 * In which order the servers of a client are tried.
 */
public enum ServerOrder {

	/**
	 * As they were given, and the addresses of each name as the look-up returns them. The
	 * first server is the one for a first connect and after {@code disconnect()}; after a
	 * lost connection the client begins with the server it was connected to.
	 */
	IN_ORDER,

	/**
	 * At random: the servers anew in each round, and the addresses of each name at each
	 * look-up. Spreads many clients over the nodes of a cluster.
	 */
	SHUFFLED

}
