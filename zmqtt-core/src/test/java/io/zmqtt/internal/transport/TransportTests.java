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

package io.zmqtt.internal.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.zmqtt.SocketOptions;
import io.zmqtt.conformance.Behaviour;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TransportTests {

	/**
	 * U21: small packets are not delayed until earlier ones are acknowledged.
	 */
	@Test
	@Behaviour("U21")
	void smallPacketsAreNotDelayed() throws IOException {
		EventLoops.Lease lease = EventLoops.acquire();
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			ChannelFuture future = Transport.connect(lease,
					new Target(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), null, null, null,
							null),
					SocketOptions.defaults(), null, Duration.ofSeconds(5), new ChannelInboundHandlerAdapter());
			assertThat(future.awaitUninterruptibly(5000)).isTrue();
			assertThat(future.channel().config().getOption(ChannelOption.TCP_NODELAY)).isTrue();
			future.channel().close().awaitUninterruptibly(5000);
		}
		finally {
			lease.release();
		}
	}

}
